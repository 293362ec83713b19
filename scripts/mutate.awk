# Plants the bugs of a list (tests/mutants/*.list) in copies of the files it names, all in one: mutant N's
# expression FROM becomes (NUMBER == N ? (TO) : (FROM)), so that one build holds them all and the program chooses.
#   awk -v number=EXPR -v out=FOLDER -f scripts/mutate.awk LIST
# writes FOLDER/FILE for each file, prints "N<tab>name<tab>file<tab>what<tab>reason if equivalent" for each mutant,
# and exits with 1, with a line on stderr, if an entry does not name one place.
#
#   rtl/file.sv                                   a file, and what follows, indented, is planted in it:
#     name: before @[FROM]@ after --> TO  ## what is planted; equivalent: because ...
# The text left of --> must be in the file once; without @[ ]@ all of it is FROM. A line that is indented by four
# blanks or more goes on with the text of the line before it.
function fail(text) {
  printf "mutate.awk: %s: %s\n", where, text > "/dev/stderr"
  failed = 1
}
function trim(text) {
  sub(/^[ \t]+/, "", text); sub(/[ \t]+$/, "", text)
  return text
}
# The places of a file's mutants, as insertions, outer ones first.
function finish_file(    i, j, at, text, order, n) {
  if (file == "") return
  for (i = first; i <= count; i++)
    for (j = first; j < i; j++)
      if (from[i] < end[j] && from[j] < end[i] && !(from[i] >= from[j] && end[i] <= end[j]) && !(from[j] >= from[i] && end[j] <= end[i]))
        fail(name[i] " and " name[j] ": their places overlap")
  n = 0
  for (i = first; i <= count; i++) order[++n] = i
  for (i = 2; i <= n; i++)  # by place; of two that begin together the longer one first
    for (j = i; j > 1 && before(order[j], order[j-1]); j--) { at = order[j]; order[j] = order[j-1]; order[j-1] = at }
  text = ""; at = 1; depth = 0
  for (i = 1; i <= n + 1; i++) {
    while (depth > 0 && (i > n || end[open[depth]] <= from[order[i]])) {
      text = text substr(source, at, end[open[depth]] - at) "))"; at = end[open[depth]]; depth--
    }
    if (i > n) break
    text = text substr(source, at, from[order[i]] - at) "(" number " == " order[i] " ? (" to[order[i]] ") : ("
    at = from[order[i]]; open[++depth] = order[i]
  }
  printf "%s", text substr(source, at) > (out "/" file)
  close(out "/" file)
}
function before(a, b) { return from[a] < from[b] || (from[a] == from[b] && end[a] > end[b]) }
function read_file(path,    line) {
  source = ""
  while ((getline line < path) > 0) source = source line "\n"
  close(path)
  if (source == "") fail("cannot read " path)
}
{ at_line = FILENAME ":" FNR }
/^ *#[^#]/ || /^ *$/ { next }
/^    / { pending = pending " " trim($0); next }
{ plant(pending); pending = ""; where = at_line }
/^[^ ]/ { finish_file(); file = $1; first = count + 1; read_file(file); next }
{ pending = trim($0) }
function plant(line,    arrow, text, place, lead, tail, inner, at) {
  if (line == "") return
  if (!match(line, /^[a-z0-9_]+: /)) { fail("no name before a colon: " line); return }
  count++
  name[count] = substr(line, 1, RLENGTH - 2); in_file[count] = file
  line = substr(line, RLENGTH + 1)
  if (name[count] in seen) fail("two mutants named " name[count])
  seen[name[count]] = 1
  arrow = index(line, " --> "); text = index(line, " ## ")
  if (!arrow || text < arrow) { fail(name[count] ": not FROM --> TO ## what"); return }
  place = trim(substr(line, 1, arrow - 1))
  to[count] = trim(substr(line, arrow + 5, text - arrow - 5))
  what[count] = trim(substr(line, text + 4))
  lead = index(place, "@["); tail = index(place, "]@")
  if (lead) {
    inner = substr(place, lead + 2, tail - lead - 2)
    place = substr(place, 1, lead - 1) inner substr(place, tail + 2)
  } else { inner = place; lead = 1 }
  at = index(source, place)
  if (!at) { fail(name[count] ": not in " file ": " place); return }
  if (index(substr(source, at + 1), place)) { fail(name[count] ": more than once in " file ": " place); return }
  from[count] = at + lead - 1; end[count] = from[count] + length(inner)
  if (inner == to[count]) fail(name[count] ": changes nothing")
}
END {
  plant(pending)
  finish_file()
  for (i = 1; i <= count; i++) {
    at = index(what[i], "; equivalent: ")
    printf "%d\t%s\t%s\t%s\t%s\n", i, name[i], in_file[i], at ? substr(what[i], 1, at - 1) : what[i], at ? substr(what[i], at + 14) : ""
  }
  exit failed
}
