// Words whose key hangs on a kind.

export const kindKeys = {
  single: "library.kind.single",
  multiple: "library.kind.multiple",
  scale: "library.kind.scale",
  ranking: "library.kind.ranking",
  integer: "library.kind.integer",
  decimal: "library.kind.decimal",
  date: "library.kind.date",
  time: "library.kind.time",
  text: "library.kind.text",
  acknowledge: "library.kind.acknowledge",
  note: "library.kind.note",
  calculated: "library.kind.calculated",
};

export const kindHelp = {
  single: "library.kind.single.help",
  multiple: "library.kind.multiple.help",
  scale: "library.kind.scale.help",
  ranking: "library.kind.ranking.help",
  integer: "library.kind.integer.help",
  decimal: "library.kind.decimal.help",
  date: "library.kind.date.help",
  time: "library.kind.time.help",
  text: "library.kind.text.help",
  acknowledge: "library.kind.acknowledge.help",
  note: "library.kind.note.help",
  calculated: "library.kind.calculated.help",
};
