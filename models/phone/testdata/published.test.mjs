import assert from "node:assert/strict"
import test from "node:test"
import { chance, client, drawn, hex, keys, raw, read, toHex, url } from "./client.mjs"

const invert = (a, n) => {
  let [r, s, x, y] = [n, a, 0n, 1n]
  while (s) [r, s, x, y] = [s, r % s, y, x - r / s * y]
  return (x + n) % n
}

// The variants with a salt; in the deterministic one the prefix is drawn empty.
for (const v of read("rfc9474.json").filter(v => v.sLen == "0x30")) test("RFC 9474, " + v.name, async t => {
  const size = v.n.length / 2 - 1, key = url(v.n.slice(2))
  const r = invert(BigInt(v.inv), BigInt(v.n)).toString(16).padStart(2 * size, 0)
  const draws = chance(t, drawn(v.msg_prefix || "", 32), drawn(v.salt, 48), drawn(r))
  const kept = await client.blind(raw(v.msg), key, size)
  assert.equal(draws.length, 0)
  assert.equal(kept.blinded, url(v.blinded_msg))
  if (v.encoded_msg) assert.equal(BigInt(kept.message), BigInt("0x" + v.encoded_msg))
  assert.equal(BigInt(kept.inverse), BigInt(v.inv))
  const form = await client.finish({ ...kept, body: "" }, key, url(v.blind_sig))
  assert.equal(form, "&token=" + url((v.msg_prefix || "") + v.sig))
})

test("RFC 9180, A.3.1", async t => {
  const v = read("rfc9180.json")
  keys(t, { scalar: v.skEm, point: v.enc })
  assert.equal(toHex(await client.seal(raw(v.pkRm), raw(v.info), raw(v.aad), raw(v.pt))), v.enc + v.ct)
})
