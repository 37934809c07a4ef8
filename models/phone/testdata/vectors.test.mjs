import assert from "node:assert/strict"
import test from "node:test"
import { chance, client, drawn, fields, hex, keys, raw, read, toHex, url } from "./client.mjs"

const { round_key, unit_key, ballots } = read("vectors.json")

for (const v of ballots) test(v.name, async t => {
  const pairs = keys(t, { scalar: v.ballot_key, point: v.spki.slice(52) }, { scalar: v.ephemeral_key, point: v.enc })
  const draws = chance(t, ...v.prefix ? [v.prefix, v.salt, v.r].map(s => drawn(s)) : [])
  const key = v.prefix ? url(unit_key.n) : ""
  const kept = await client.make({ round: v.round, unit: v.unit, to: url(round_key.public), key, pad: v.quantum }, v.sheet)
  assert.equal(pairs.length + draws.length, 0, "all that was drawn is used")

  let form = kept.body
  if (v.prefix) {
    assert.equal(kept.blinded, url(v.blinded))
    assert.equal(BigInt(kept.message), BigInt("0x" + v.encoded))
    assert.equal(BigInt(kept.inverse), BigInt("0x" + v.inverse))
    assert.equal(toHex(kept.prefix), v.prefix)
    form = await client.finish(JSON.parse(JSON.stringify(kept)), key, url(v.blind_signature))
  }
  // The signature is another one each time.
  const given = fields(form), wanted = fields(v.form)
  const public_ = await crypto.subtle.importKey("spki", hex(v.spki), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"])
  const signature = Buffer.from(given.signature, "base64url")
  assert.ok(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, public_, signature, hex(v.sealed)))
  assert.equal(form.replace(given.signature, wanted.signature), v.form)
})

test("inner steps", async t => {
  const v = ballots[0]
  keys(t, { scalar: v.ephemeral_key, point: v.enc })
  assert.equal(toHex(await client.seal(raw(round_key.public), raw(v.info), raw(v.aad), raw(v.padded))), v.sealed)
})
