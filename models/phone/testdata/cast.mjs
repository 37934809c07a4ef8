// Reads { places, sheets } and writes what is kept of a ballot for each sheet; reads { kept, keys, signatures } and
// writes the forms.
import { readFileSync } from "node:fs"
import { client } from "./client.mjs"

const { places, sheets, kept, keys, signatures } = JSON.parse(readFileSync(0, "utf8"))
const all = kept
  ? kept.map((k, i) => signatures[i] ? client.finish(k, keys[i], signatures[i]) : k.body)
  : sheets.map((s, i) => client.make(places[i], s))
console.log(JSON.stringify(await Promise.all(all)))
