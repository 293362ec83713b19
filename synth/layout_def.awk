# Figures of a routed DEF (and the LEF of its cells): cells, fill, die, wire length by layer, vias.
#   awk -f layout_def.awk CELLS.lef ROUTED.def
# Prints NAME VALUE lines; lengths in um, areas in um2.
FNR == 1 { file++ }
file == 1 {
  if ($1 == "MACRO") macro = $2
  if ($1 == "SIZE" && macro != "") area[macro] = $2 * $4
  next
}
$1 == "UNITS" { unit = $4 }
$1 == "DIEAREA" { width = ($7 - $3) / unit; height = ($8 - $4) / unit }
$1 == "COMPONENTS" || $1 == "NETS" || $1 == "SPECIALNETS" || $1 == "PINS" { part = $1 }
$1 == "END" { part = "" }
part == "PINS" && $1 == "-" { pins++ }
part == "COMPONENTS" && $1 == "-" {
  if ($3 ~ /^FILL/) { fill++; fill_area += area[$3]; next }
  cells++; cell_area += area[$3]
  if ($3 ~ /^DFF/) registers++
  if ($3 ~ /^(CLK)?BUF/) buffers++
}
part == "NETS" && $1 == "-" { nets++ }
# Paths: LAYER ( x y ) ( x * ) VIA ...; a star is the coordinate of the point before.
part == "NETS" && ($1 == "NEW" || $2 == "ROUTED") {
  start = $1 == "NEW" ? 2 : 3
  layer = $start; points = 0
  for (i = start + 1; i <= NF; i++) {
    if ($i == "(") {
      nx = $(i + 1) == "*" ? x : $(i + 1); ny = $(i + 2) == "*" ? y : $(i + 2)
      if (points++) wire[layer] += (nx > x ? nx - x : x - nx) + (ny > y ? ny - y : y - ny)
      x = nx; y = ny
      i += 3
    } else if ($i ~ /^M[2-6]_M[1-5]$/) via[$i]++
    else if ($i != ";") { print "layout_def.awk: line " FNR ": what is " $i "?" > "/dev/stderr"; bad = 1; exit 1 }
  }
}
END {
  if (bad) exit 1
  if (!cells || !nets || !width) { print "layout_def.awk: no cells, nets or die" > "/dev/stderr"; exit 1 }
  printf "cells %d\nregisters %d\nbuffers %d\nfill_cells %d\npins %d\nnets %d\n", cells, registers, buffers, fill, pins, nets
  printf "die_um %.1f x %.1f\ndie_mm2 %.3f\ncell_area_um2 %d\ncells_of_rows_percent %.0f\n", \
    width, height, width * height / 1e6, cell_area, 100 * cell_area / (cell_area + fill_area)
  for (i = 1; i <= 6; i++) { length_um = wire["metal" i] / unit; total += length_um; printf "wire_metal%d_um %.0f\n", i, length_um }
  printf "wire_um %.0f\n", total
  for (i = 1; i <= 5; i++) { vias += via["M" i + 1 "_M" i]; printf "vias_%d_%d %d\n", i, i + 1, via["M" i + 1 "_M" i] }
  printf "vias %d\n", vias
}
