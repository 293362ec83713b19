# Plants bugs in a netlist of Yosys (RTLIL): in each module named in `modules`, `tries` cells at equal distances become
# planted_N, which is that cell or, when number N is chosen, another one with the same pins (netlist_lib.sh).
#   awk -v pairs="$same_pins" -v modules="flexsa_core flexsa_obuf" -v tries=3 -v list=FILE -f plant.awk <mapped.il >planted.il
#
# list: a line a bug: N, module, cell, what it is instead. Of a module with several sets of parameters the first with as many
# cells is taken.
BEGIN {
  n = split(pairs, pair, " ")
  for (i = 1; i < n; i += 2) { other[pair[i]] = pair[i+1]; other[pair[i+1]] = pair[i] }
  n = split(modules, want, " ")
  for (i = 1; i <= n; i++) first[want[i]] = (i - 1) * tries + 1
}
function is_cell(text,  word) { return split(text, word, " ") == 3 && word[1] == "cell" && (substr(word[2], 2) in other) }
function flush(  i, cells, at, number, word, from) {
  if (module in first) {
    for (i = 1; i <= lines; i++) cells += is_cell(line[i])
    number = first[module]
    for (i = 1; i <= lines && cells >= tries; i++) if (is_cell(line[i]) && ++at == int(cells * (number - first[module] + 1) / (tries + 1)) + 1) {
      split(line[i], word, " ")
      from = substr(word[2], 2)
      print number, module, from, other[from] >list
      sub(/\\[A-Z0-9]+ /, "\\planted_" number " ", line[i])
      number++
    }
    if (number == first[module] + tries) delete first[module]
  }
  for (i = 1; i <= lines; i++) print line[i]
  lines = 0
}
/^module / { flush(); split($2, piece, "\\"); module = piece[2] }
{ line[++lines] = $0 }
END { flush(); for (module in first) { print "plant.awk: fewer than " tries " cells to change in " module >"/dev/stderr"; exit 1 } }
