// Makes a ballot (docs/ballots.md) with what the browser brings along. Bytes are strings of characters up to \xff: they
// join with +, and WebCrypto alone is given arrays. Big numbers have no literals here, so that an engine without them
// still reads the script. big() without a number throws.
const ballot = (() => {
  const { subtle } = crypto, big = self.BigInt, char = String.fromCharCode
  const array = s => Uint8Array.from(s, c => c.charCodeAt())
  const string = buffer => new Uint8Array(buffer).reduce((s, b) => s + char(b), "")
  const fromHex = s => s.replace(/../g, h => char("0x" + h))
  const number = s => array(s).reduce((n, b) => n * big(256) + big(b), big(0))
  const fromNumber = n => fromHex(n.toString(16).padStart(512, 0))
  const from64 = s => atob(s.replace(/-/g, "+").replace(/_/g, "/"))
  const to64 = s => btoa(s).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")
  const random = size => string(crypto.getRandomValues(new Uint8Array(size)))

  // One set of parameters does for ECDSA, ECDH, HMAC and AES: each takes what it knows.
  const algorithm = name => ({ name, namedCurve: "P-256", hash: "SHA-256" })
  const digest = async (name, s) => string(await subtle.digest(name, array(s)))
  const read = (name, raw, ...usages) => subtle.importKey("raw", array(raw), algorithm(name), false, usages)
  const sign = async (name, key, s) => string(await subtle.sign(algorithm(name), key, array(s)))
  const mac = async (key, s) => sign("HMAC", await read("HMAC", key, "sign"), s)
  const pair = (name, usage) => subtle.generateKey(algorithm(name), false, [usage])
  const spki = async keys => string(await subtle.exportKey("spki", keys.publicKey))

  // HPKE's base mode (RFC 9180). Extract is one HMAC, and so is Expand up to 32 bytes; a key of one zero does for none.
  const seal = async (to, info, aad, text) => {
    const kem = "HPKE-v1KEM\0\x10", suite = "HPKE-v1HPKE\0\x10\0\x01\0\x01"
    const keys = await pair("ECDH", "deriveBits"), enc = (await spki(keys)).slice(26)
    const dh = await subtle.deriveBits({ name: "ECDH", public: await read("ECDH", to) }, keys.privateKey, 256)
    const prk = await mac("\0", kem + "eae_prk" + string(dh))
    const secret = await mac(await mac(prk, "\0\x20" + kem + "shared_secret" + enc + to + "\x01"), suite + "secret")
    const context = "\0" + await mac("\0", suite + "psk_id_hash") + await mac("\0", suite + "info_hash" + info) + "\x01"
    const key = await mac(secret, "\0\x10" + suite + "key" + context)
    const iv = array(await mac(secret, "\0\x0c" + suite + "base_nonce" + context)).slice(0, 12)
    const aes = await read("AES-GCM", key.slice(0, 16), "encrypt")
    return enc + string(await subtle.encrypt({ name: "AES-GCM", iv, additionalData: array(aad) }, aes, array(text)))
  }

  // x to the power of e = 65537.
  const power = (x, n, times = 16, y = x) => times ? power(x, n, times - 1, y * y % n) : y * x % n
  // Euclid: what a must be multiplied with to leave 1.
  const inverse = (a, n, x, y) => a ? inverse(n % a, a, y - n / a * x, x) : n == 1 ? y : big()

  // RFC 9474: encodes (EMSA-PSS of RFC 8017) and blinds. That the product has an inverse shows that neither the message
  // nor the factor r shares a divisor with the modulus. size: the only one that is taken, in bytes.
  const blind = async (s, key, size = 256) => {
    const n = number(from64(key)), bits = size * 8 - 1, prefix = random(32), salt = random(48), sha = "SHA-384"
    n >> big(bits) == 1 || big()
    const hash = await digest(sha, "\0\0\0\0\0\0\0\0" + await digest(sha, prefix + s) + salt)
    let mask = "", r
    while (mask.length < size) mask += await digest(sha, hash + "\0\0\0" + char(mask.length / 48))
    const message = big.asUintN(bits, number("\x01" + salt + hash + "\xbc") ^ number(mask.slice(0, size - 49)) << big(392))
    do r = number(random(size)); while (r >= n)
    return {
      prefix,
      message: "" + message,
      blinded: to64(fromNumber(power(r, n) * message % n)),
      inverse: "" + (inverse(message * r % n, n, big(1), big(0)) + n) * message % n
    }
  }

  return {
    // subtle is there in secure contexts alone.
    able: !!(subtle && big),

    // What is needed until the ballot is cast: never the sheet, never the private key. body is the form to be posted,
    // but for the token. key: the modulus of the unit; none for a poster.
    async make({ round, unit, to, key, pad }, sheet) {
      const keys = await pair("ECDSA", "sign"), own = await spki(keys), place = fromHex(round + unit)
      const text = string(new TextEncoder().encode(sheet)) + "\x80"
      const padded = text.padEnd(Math.ceil(text.length / pad) * pad, "\0")
      const sealed = await seal(from64(to), "jianfu answer v1" + place, await digest("SHA-256", own), padded)
      const kept = key ? await blind("jianfu ballot v1" + place + own, key) : {}
      kept.body = `round=${round}&unit=${unit}&spki=${to64(own)}&sealed=${to64(sealed)}&signature=` +
        to64(await sign("ECDSA", keys.privateKey, sealed))
      return kept
    },

    // The whole form. Rejects where the unit's key has not signed.
    async finish(kept, key, blindSignature) {
      const n = number(from64(key)), s = number(from64(blindSignature)) * big(kept.inverse) % n
      return power(s, n) == kept.message ? kept.body + "&token=" + to64(kept.prefix + fromNumber(s)) : big()
    }
  }
})()
