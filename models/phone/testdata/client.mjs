// The client under test, with its inner steps blind and seal in sight, and ways to take chance out of it.
import { readFileSync } from "node:fs"

export const client = new Function("self", readFileSync(process.env.JIANFU_BALLOT, "utf8") + "\nreturn ballot")(globalThis)
export const read = name => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"))

export const hex = s => Buffer.from(s, "hex")
export const raw = s => hex(s).toString("latin1")
export const toHex = s => Buffer.from(s, "latin1").toString("hex")
export const url = s => hex(s).toString("base64url")

// chance hands out the given draws, each for one call that asks for as many bytes; a shorter one may be given for a
// number of bytes that is named.
export function chance(t, ...draws) {
  t.mock.method(crypto, "getRandomValues", out => {
    const { size, bytes } = draws.shift()
    if (out.length != size) throw Error(`${out.length} bytes are asked for, not ${size}`)
    return bytes
  })
  return draws
}
export const drawn = (s, size = s.length / 2) => ({ size, bytes: new Uint8Array(hex(s)) })

// keys hands out key pairs by their private scalars and public points.
export function keys(t, ...pairs) {
  t.mock.method(crypto.subtle, "generateKey", async (algorithm, _, usages) => {
    const { scalar, point } = pairs.shift()
    const jwk = { kty: "EC", crv: algorithm.namedCurve, x: url(point.slice(2, 66)), y: url(point.slice(66)) }
    const key = (more, uses) => crypto.subtle.importKey("jwk", { ...jwk, ...more }, algorithm, true, uses)
    const publicUses = algorithm.name == "ECDSA" ? ["verify"] : []
    return { privateKey: await key({ d: url(scalar) }, usages), publicKey: await key({}, publicUses) }
  })
  return pairs
}

export const fields = form => Object.fromEntries(new URLSearchParams(form))
