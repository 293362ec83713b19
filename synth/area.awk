# Areas of a design by part, from what `stat -liberty -top TOP` prints of each module and of the hierarchy.
#   awk -f area.awk TOP.stat         lines: part, area in um2, cells, flip-flops, instances of memories, sub-cores
#
# A part is a module of the list below with all in it that is no part itself, so that every cell is in one part.
function part_of(module) {
  sub(/^.*\\/, "", module)                       # $paramod...\name\Parameter=...
  return part[module]
}
function name_of(path,  n, piece) {
  n = split(path, piece, "\\")
  return n == 1 ? path : piece[2]
}
function take(module, where, times,  i, own) {
  own = part[name_of(module)]
  if (own != "") where = own
  area[where] += times * module_area[module]
  cells[where] += times * module_cells[module]
  flops[where] += times * module_flops[module]
  memories[where] += times * module_memories[module]
  for (i = 1; i <= children[module]; i++) {
    if (name_of(child[module, i]) == "flexsa_core") cores[where] += times * count[module, i]
    else take(child[module, i], where, times * count[module, i])
  }
}
BEGIN {
  split("flexsa_quad switches|flexsa_bcast switches|flexsa_obuf_switch switches|flexsa_single edge|flexsa_recode edge|" \
        "flexsa_lbuf_h left LBUF|flexsa_lbuf_v stationary LBUF|flexsa_partitions OBUF|flexsa_obuf OBUF|" \
        "flexsa_engine execution|flexsa_shift_unit execution|flexsa_load_h loads and stores|flexsa_load_v loads and stores|" \
        "flexsa_obuf_unit loads and stores|flexsa_counters counters|flexsa_unit instructions|flexsa_top instructions", list, "|")
  for (i in list) part[substr(list[i], 1, index(list[i], " ") - 1)] = substr(list[i], index(list[i], " ") + 1)
}
/^=== design hierarchy/ { exit }
/^=== / { module = $2; next }
/^ +[A-Za-z$\\_0-9=']+.* +[0-9]+$/ && !/:/ && module != "" {
  kind = $1; n = $NF
  if (kind ~ /^DFF|^LATCH/) module_flops[module] += n
  if (kind ~ /flexsa_/) { child[module, ++children[module]] = kind; count[module, children[module]] = n }
  else if (kind == "$mem_v2") module_memories[module] += n
  else if (kind ~ /^\$/) { print "area.awk: " kind " in " module " is no cell of the library" > "/dev/stderr"; bad = 1; exit }
  else module_cells[module] += n
}
/Chip area for module/ { module_area[module] = $NF }
END {
  if (bad) exit 1
  take(top, "", 1)
  for (p in area) printf "%s\t%.1f\t%d\t%d\t%d\t%d\n", p == "" ? "?" : p, area[p], cells[p], flops[p], memories[p], cores[p]
}
