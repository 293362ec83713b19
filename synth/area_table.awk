# The tables of areas, from the facts that area.sh gathers; the same as JSON in the file `json`.
#
# facts: "all KIND A B area cells flip-flops transistors memory-bits", "part KIND A B area cells flip-flops cores NAME",
#        "gate AREA", "csim MACHINE PART mm2", "constant KEY um2"
function line() { printf "\n" }
function title(text) { printf "%s\n", text }
function percent(x, y) {
  if (!y) { print "area_table.awk: an area is 0" > "/dev/stderr"; bad = 1; exit 1 }
  return 100 * (x / y - 1)
}
# A PE with its share of the row's flags, and a core; what = area, cells, flops, transistors.
function pe(adder, what) { return all["row", 4, adder, what] / 4 }
function core(rows, cols, adder, what) { return cols * (pe(adder, what) + (rows - 1) * pe(1, what)) }
function cores(arch, n, what) {
  if (arch == 2) return core(2 * n, 2 * n, 0, what)
  if (arch == 1) return 4 * core(n, n, 0, what)
  return 2 * core(n, n, 0, what) + 2 * core(n, n, 1, what)
}
function total(arch, n, what) { return cores(arch, n, what) + all["unit", arch, n, what] }

$1 == "all"  { for (i = 0; i < 5; i++) all[$2, $3, $4, name[i]] = $(5 + i); seen[$2, $3, $4] = 1; next }
$1 == "part" {
  if ($2 != "unit") next
  text = $9; for (i = 10; i <= NF; i++) text = text " " $i
  part[$3, $4, text] = $5
  if (!(text in known)) { known[text] = 1; parts[++num_parts] = text }
  found_cores[$3, $4] += $8
  next
}
$1 == "gate" { gate = $2 }
$1 == "csim" { csim[$2, $3] = $4; csim_sum[$2] += $4; if ($3 !~ /buf$/) csim_logic[$2] += $4 }
$1 == "constant" { constant[$2] = $3 }
BEGIN {
  split("area cells flops transistors bits", temporary, " ")
  for (i = 1; i <= 5; i++) name[i - 1] = temporary[i]
  arch_name[0] = "flexsa"; arch_name[1] = "cores"; arch_name[2] = "single"
  num_sizes = split(sizes, size, " ")
  num_more = split(more, further, " ")
  shrink = (32 / 180) ^ 2
}
# A part of a larger machine: grown further as between the two largest measured.
function grow(small, large, n_small, n_large, n) { return large + (large - small) / (n_large - n_small) * (n - n_large) }
function extrapolate(a, n,  i, k, p, s, l) {
  s = size[num_sizes - 1]; l = size[num_sizes]
  for (i = 0; i < 5; i++) all["unit", a, n, name[i]] = grow(all["unit", a, s, name[i]], all["unit", a, l, name[i]], s, l, n)
  # Stationary and left LBUFs and OBUFs of N x N, N x 2N, ...: bits go with the square.
  all["unit", a, n, "bits"] = all["unit", a, l, "bits"] * (n / l) ^ 2
  for (k = 1; k <= num_parts; k++) { p = parts[k]; part[a, n, p] = grow(part[a, s, p], part[a, l, p], s, l, n) }
}
END {
  if (bad) exit 1
  for (i = 1; i <= num_sizes; i++) for (a = 0; a < 3; a++) {
    expected = a == 2 ? 1 : 4
    if (found_cores[a, size[i]] != expected) { print "area_table.awk: unit-" a "-" size[i] " has " found_cores[a, size[i]] + 0 " sub-cores, not " expected > "/dev/stderr"; exit 1 }
  }
  if (num_sizes > 2) {
    s = size[num_sizes - 2]; m = size[num_sizes - 1]; l = size[num_sizes]
    growth = sprintf("All but the PEs at N = %d as N = %d and %d foretell it: off by", l, s, m)
    for (a = 0; a < 3; a++)
      growth = growth sprintf(" %+.1f%% (%s)", percent(grow(all["unit", a, s, "area"], all["unit", a, m, "area"], s, m, l), all["unit", a, l, "area"]), arch_name[a])
    for (a = 0; a < 3; a++) for (i = 1; i <= num_more; i++) extrapolate(a, further[i])
    measured = num_sizes
    for (i = 1; i <= num_more; i++) size[++num_sizes] = further[i]
  }
  if (!csim_sum["1G1C"] || !csim_sum["1G4C"] || !csim_sum["1G1F"]) { print "area_table.awk: no areas of csim" > "/dev/stderr"; exit 1 }
  if (!(pe(1, "area") > pe(0, "area") && pe(0, "area") > 0)) { print "area_table.awk: a PE with an adder is not larger than one without" > "/dev/stderr"; exit 1 }
  for (i = 1; i <= num_sizes; i++) for (a = 0; a < 3; a++) {
    sum = 0
    for (k = 1; k <= num_parts; k++) sum += part[a, size[i], parts[k]]
    difference = sum - all["unit", a, size[i], "area"]
    if (difference > 100 || difference < -100) { print "area_table.awk: the parts of unit-" a "-" size[i] " are not its area" > "/dev/stderr"; exit 1 }
  }

  title("One PE (a quarter of a row of four), OSU 180 nm")
  printf "%-28s %10s %8s %7s %11s %12s %13s\n", "", "um2", "NAND2", "cells", "flip-flops", "transistors", "um2 at 32 nm"
  for (adder = 1; adder >= 0; adder--)
    printf "%-28s %10.0f %8.0f %7.0f %11.0f %12.0f %13.0f\n", adder ? "multiplier and adder" : "multiplier only (top row)", pe(adder, "area"),
      pe(adder, "area") / gate, pe(adder, "cells"), pe(adder, "flops"), pe(adder, "transistors"), pe(adder, "area") * shrink
  printf "%-28s %10s %8s %7s %11s %12s %13.0f\n", "csim's constant pe_area", "", "", "", "", "", constant["pe_area"]
  printf "%-28s %10s %8s %7s %11s %12s %13.0f\n", "an adder: difference here", "", "", "", "", "", (pe(1, "area") - pe(0, "area")) * shrink
  printf "%-28s %10s %8s %7s %11s %12s %13.0f\n", "csim's constant fma_row_area", "", "", "", "", "", constant["fma_row_area"]

  line()
  title("Machines without memories, mm2 at 180 nm (sub-cores of N x N; memories of LBUFs and OBUFs in bits)")
  printf "%4s  %-7s %9s %9s %9s %7s %11s %11s %13s %12s\n", "N", "", "PEs", "rest", "sum", "rest %", "cells", "flip-flops", "transistors", "memory bits"
  for (i = 1; i <= num_sizes; i++) for (a = 2; a >= 0; a--) {
    n = size[i]
    printf "%4d  %-7s %9.3f %9.3f %9.3f %7.2f %11d %11d %13d %12d\n", n, arch_name[a], cores(a, n, "area") / 1e6, all["unit", a, n, "area"] / 1e6,
      total(a, n, "area") / 1e6, 100 * all["unit", a, n, "area"] / total(a, n, "area"), total(a, n, "cells"), total(a, n, "flops"),
      total(a, n, "transistors"), all["unit", a, n, "bits"]
  }
  if (growth) printf "%s.\nN = %s: PEs put together, the rest grown further as from N = %d to %d.\n", growth, more, size[measured - 1], size[measured]

  line()
  title("Against each other, in % of area without memories (in brackets: of transistors, registers without reset)")
  printf "%4s %28s %28s\n", "N", "cores over single", "flexsa over cores"
  for (i = 1; i <= num_sizes; i++) {
    n = size[i]
    printf "%4d %17.2f (%7.2f) %18.2f (%7.2f)\n", n, percent(total(1, n, "area"), total(2, n, "area")), percent(total(1, n, "transistors"), total(2, n, "transistors")),
      percent(total(0, n, "area"), total(1, n, "area")), percent(total(0, n, "transistors"), total(1, n, "transistors"))
  }
  printf "%4d %17.1f %-9s %18.1f  %s\n", 64, percent(csim_logic["1G4C"], csim_logic["1G1C"]), "", percent(csim_logic["1G1F"], csim_logic["1G4C"]), "csim, without GBUF and LBUFs"
  printf "%4d %17.1f %-9s %18.1f  %s\n", 64, percent(csim_sum["1G4C"], csim_sum["1G1C"]), "", percent(csim_sum["1G1F"], csim_sum["1G4C"]), "csim, with them"
  printf "%4d %17d %-9s %18d  %s\n", 64, 4, "", 1, "paper, with them"

  n = size[num_sizes]
  line()
  title(sprintf("Where it goes, sub-cores of %d x %d, mm2 at 180 nm", n, n))
  printf "%-20s %10s %10s %10s %14s %12s\n", "", "single", "cores", "flexsa", "flexsa-cores", "% of cores"
  printf "%-20s %10.3f %10.3f %10.3f %14.3f %12.2f\n", "PEs", cores(2, n, "area") / 1e6, cores(1, n, "area") / 1e6, cores(0, n, "area") / 1e6,
    (cores(0, n, "area") - cores(1, n, "area")) / 1e6, 100 * (cores(0, n, "area") - cores(1, n, "area")) / total(1, n, "area")
  for (k = 1; k <= num_parts; k++) {
    p = parts[k]
    printf "%-20s %10.3f %10.3f %10.3f %14.3f %12.2f\n", p, part[2, n, p] / 1e6, part[1, n, p] / 1e6, part[0, n, p] / 1e6,
      (part[0, n, p] - part[1, n, p]) / 1e6, 100 * (part[0, n, p] - part[1, n, p]) / total(1, n, "area")
  }
  printf "%-20s %10.3f %10.3f %10.3f %14.3f %12.2f\n", "sum", total(2, n, "area") / 1e6, total(1, n, "area") / 1e6, total(0, n, "area") / 1e6,
    (total(0, n, "area") - total(1, n, "area")) / 1e6, percent(total(0, n, "area"), total(1, n, "area"))

  line()
  title("Memories of LBUFs and OBUFs at 64 x 64, mm2 at 32 nm, from csim's CACTI table (not from this RTL)")
  printf "single %.3f, cores %.3f, flexsa %.3f\n", csim["1G1C", "lbuf"], csim["1G4C", "lbuf"], csim["1G1F", "lbuf"]

  # Cores of a flat machine are taken as that of 8x8, measured flat.
  checks = 0
  if (("core", 8, 1) in seen) in_core = all["core", 8, 1, "area"] / core(8, 8, 1, "area")
  for (key in seen) {
    split(key, id, SUBSEP)
    if (id[1] == "flat" || id[1] == "core") {
      if (!checks++) {
        line(); title("Put together against measured flat, mm2 at 180 nm")
        printf "%-24s %12s %12s %8s   %s\n", "", "together", "flat", "off by %", "all but cores: together, flat, off by %"
      }
      sum = id[1] == "flat" ? total(id[2], id[3], "area") : core(id[2], id[2], id[3], "area")
      order[checks] = sprintf("%-24s %12.3f %12.3f %8.2f", id[1] == "flat" ? arch_name[id[2]] " N=" id[3] : "core " id[2] "x" id[2] (id[3] == 1 ? ", adders" : ", multiply top"),
        sum / 1e6, all[id[1], id[2], id[3], "area"] / 1e6, percent(sum, all[id[1], id[2], id[3], "area"]))
      if (id[1] == "flat") {
        rest = all["unit", id[2], id[3], "area"]
        in_rest = all["flat", id[2], id[3], "area"] - in_core * cores(id[2], id[3], "area")
        order[checks] = order[checks] sprintf("   %23.3f %6.3f %8.2f", rest / 1e6, in_rest / 1e6, percent(rest, in_rest))
        left[id[2], id[3]] = in_rest / rest
      }
      flat = flat sprintf("%s\n    {\"%s\": \"%s\", \"sub_core\": %d, \"together\": %.1f, \"flat\": %.1f}", checks == 1 ? "" : ",",
        id[1] == "flat" ? "arch" : "core", id[1] == "flat" ? arch_name[id[2]] : id[3] == 1 ? "adders" : "multiply top", id[1] == "flat" ? id[3] : id[2], sum, all[id[1], id[2], id[3], "area"])
    }
  }
  for (i = 1; i <= checks; i++) print order[i] | "sort"
  close("sort")
  for (i = 1; i <= num_sizes; i++) {
    s = size[i]
    if (!((0, s) in left) || !((1, s) in left)) continue
    for (a = 0; a < 2; a++) whole[a] = in_core * cores(a, n, "area") + left[a, s] * all["unit", a, n, "area"]
    printf "Flexsa over cores, N = %d flat: %+.1f%%; N = %d, if flat is smaller there by the same shares: %+.2f%%.\n", s,
      percent(all["flat", 0, s, "area"], all["flat", 1, s, "area"]), n, percent(whole[0], whole[1])
  }

  printf "{\n  \"library\": \"osu018\", \"unit\": \"um2\",\n  \"pe\": {\"fma\": %.1f, \"multiplier\": %.1f},\n  \"machines\": [", pe(1, "area"), pe(0, "area") > json
  first = 1
  for (i = 1; i <= num_sizes; i++) for (a = 0; a < 3; a++) {
    n = size[i]
    printf "%s\n    {\"arch\": \"%s\", \"sub_core\": %d, \"pes\": %.1f, \"rest\": %.1f, \"cells\": %d, \"flip_flops\": %d, \"transistors\": %d, \"memory_bits\": %d, \"parts\": {",
      first ? "" : ",", arch_name[a], n, cores(a, n, "area"), all["unit", a, n, "area"], total(a, n, "cells"), total(a, n, "flops"), total(a, n, "transistors"), all["unit", a, n, "bits"] > json
    for (k = 1; k <= num_parts; k++) printf "%s\"%s\": %.1f", k == 1 ? "" : ", ", parts[k], part[a, n, parts[k]] > json
    printf "}}" > json
    first = 0
  }
  printf "\n  ],\n  \"percent\": [" > json
  for (i = 1; i <= num_sizes; i++) {
    n = size[i]
    printf "%s\n    {\"sub_core\": %d, \"cores_over_single\": %.2f, \"flexsa_over_cores\": %.2f}", i == 1 ? "" : ",", n,
      percent(total(1, n, "area"), total(2, n, "area")), percent(total(0, n, "area"), total(1, n, "area")) > json
  }
  printf "\n  ],\n  \"together_against_flat\": [%s\n  ],\n", flat > json
  printf "  \"csim_lbuf_mm2_32nm\": {\"single\": %.3f, \"cores\": %.3f, \"flexsa\": %.3f}\n}\n", csim["1G1C", "lbuf"], csim["1G4C", "lbuf"], csim["1G1F", "lbuf"] > json
}
