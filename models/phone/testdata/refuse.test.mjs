import assert from "node:assert/strict"
import test from "node:test"
import { chance, client, drawn, fields, read, url } from "./client.mjs"

const { round_key, unit_key, ballots } = read("vectors.json")
const v = ballots[0], n = unit_key.n
const place = key => ({ round: v.round, unit: v.unit, to: url(round_key.public), key, pad: 512 })
const make = key => client.make(place(key && url(key)), v.sheet)

test("able", () => assert.equal(client.able, true))

test("a key that is not of 2048 bits", async () => {
  for (const [name, key] of Object.entries({
    "1024": n.slice(0, 256), "2047": "5" + n.slice(1), "2048 and a zero": n + "00", "4096": n + n, "0": "00"
  })) await assert.rejects(make(key), name)
})

test("a modulus that shares a divisor", async () => {
  // The encoded message ends in 0xbc, so that it is even.
  await assert.rejects(make(n.slice(0, -1) + "2"))
})

test("a round key that is no point", async () => {
  await assert.rejects(client.make({ ...place(""), to: url(round_key.public.slice(0, -2) + "00") }, v.sheet))
  await assert.rejects(client.make({ ...place(""), to: "" }, v.sheet))
})

test("a blind signature of something else", async () => {
  const kept = await make(n), key = url(n)
  for (const [name, signature] of Object.entries({
    "another": url(v.blind_signature), "none": "", "zero": url("00".repeat(256)), "the blinded value": kept.blinded,
    "no base64": "§", "too long": url("01" + v.blind_signature)
  })) await assert.rejects(client.finish(kept, key, signature), name)
})

test("another key in the end", async t => {
  chance(t, ...[v.prefix, v.salt, v.r].map(s => drawn(s)))
  const kept = await make(n)
  assert.equal(kept.blinded.length, 342)
  await assert.rejects(client.finish(kept, url("f" + n.slice(1)), url(v.blind_signature)))
})

test("a factor above the modulus is drawn again", async t => {
  const draws = chance(t, ...[v.prefix, v.salt, "ff".repeat(256), n, v.r].map(s => drawn(s)))
  const kept = await make(n), public_ = BigInt("0x" + n)
  assert.equal(draws.length, 0)
  assert.equal(BigInt(kept.inverse) * BigInt("0x" + v.r) % public_, 1n)
})

test("a factor of zero", async t => {
  chance(t, ...[v.prefix, v.salt, "00".repeat(256)].map(s => drawn(s)))
  await assert.rejects(make(n))
})

test("what is kept", async () => {
  const kept = await make(n), poster = await make("")
  assert.deepEqual(Object.keys(kept).sort(), ["blinded", "body", "inverse", "message", "prefix"])
  assert.deepEqual(Object.keys(poster), ["body"])
  assert.ok(Object.values(kept).every(s => typeof s == "string"))
  const sheet = Buffer.from(v.sheet).toString("base64url").slice(0, 20)
  assert.ok(Object.values(kept).every(s => !s.includes(v.sheet) && !s.includes(sheet)))
  assert.deepEqual(Object.keys(fields(poster.body)), ["round", "unit", "spki", "sealed", "signature"])
  const again = await make(n)
  for (const name of Object.keys(kept)) assert.notEqual(kept[name], again[name], name)
})

test("a browser that lacks something", async () => {
  const { readFileSync } = await import("node:fs")
  const source = readFileSync(process.env.JIANFU_BALLOT, "utf8") + "\nreturn ballot.able"
  const able = (crypto, self) => new Function("crypto", "self", source)(crypto, self)
  assert.equal(able({}, { BigInt }), false)
  assert.equal(able({ subtle: {} }, {}), false)
  assert.equal(able({ subtle: {} }, { BigInt }), true)
})
