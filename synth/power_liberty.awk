# Liberty -> what power_pins.awk needs of it, at input transitions of `slew` ns. Units as in the file: pF, pJ, nW. Lines
#   leak CELL nW
#   pin CELL PIN in|out pF
#   load pF...                          the loads of the energies that follow
#   out CELL PIN rise+fall pJ...        energy of an output that rises and falls, at each load: the mean over related pins
#   in CELL PIN rise+fall pJ            energy of an input that rises and falls while no output does
function numbers(text, list,   n) {
  gsub(/[^0-9.eE+-]+/, " ", text); sub(/^ +/, "", text); sub(/ +$/, "", text)
  return split(text, list, " ")
}
# where `at` lies in list[1..n]: sets left, share; what is beyond the ends is cut off
function place(at, list, n) {
  for (left = 1; left < n - 1 && at > list[left + 1]; left++) ;
  share = (at - list[left]) / (list[left + 1] - list[left])
  if (share < 0) share = 0
  if (share > 1) share = 1
}
function table_ends(   n, n1, n2, i, v) {
  n1 = numbers(index_1, first)
  n = numbers(values, v)
  if (index_2 == "") { # an input's: transitions only
    place(slew, first, n1)
    inward[cell, pin] += v[left] * (1 - share) + v[left + 1] * share
    return
  }
  n2 = numbers(index_2, second)
  place(slew, second, n2)
  for (i = 1; i <= n1; i++) outward[cell, pin, i] += v[(i - 1) * n2 + left] * (1 - share) + v[(i - 1) * n2 + left + 1] * share
  if (loads == "") { loads = n1; printf "load"; for (i = 1; i <= n1; i++) printf " %s", first[i]; print "" }
  arcs[cell, pin] += 0.5 # a rise and a fall for each related pin
}
/^ *cell *\(/ { cell = $0; gsub(/.*\(|\).*|"/, "", cell); cells[++cell_count] = cell; pin = ""; next }
/^ *cell_leakage_power/ { print "leak", cell, $3 + 0; next }
/^ *pin *\(/ { pin = $0; gsub(/.*\(|\).*|"/, "", pin); pins[++pin_count] = cell " " pin; next }
pin != "" && /^ *direction *:/ { way[cell, pin] = /output/ ? "out" : "in" }
pin != "" && /^ *capacitance *:/ { print "pin", cell, pin, way[cell, pin], $3 + 0 }
/^ *(rise|fall)_power *\(/ { inside = 1; index_1 = index_2 = values = ""; next }
inside && /^ *index_1/ { index_1 = $0; sub(/index_1/, "", index_1); next }
inside && /^ *index_2/ { index_2 = $0; sub(/index_2/, "", index_2); next }
inside && /^ *values/ { inside = 2; sub(/values/, "") }
inside == 2 { values = values " " $0; if (/;/) { table_ends(); inside = 0 } }
END {
  for (p = 1; p <= pin_count; p++) {
    split(pins[p], name, " ")
    if (arcs[name[1], name[2]]) {
      printf "out %s", pins[p]
      for (i = 1; i <= loads; i++) printf " %.6f", outward[name[1], name[2], i] / arcs[name[1], name[2]]
      print ""
    } else if ((name[1], name[2]) in inward) printf "in %s %.6f\n", pins[p], inward[name[1], name[2]]
  }
}
