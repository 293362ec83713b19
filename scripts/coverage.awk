# Merges coverage data of Verilator, compares it with the goals, and says what is not covered: see coverage.sh.
#
#   awk -f coverage.awk -v goals="100 95 90" -v info=coverage.info WAIVERS DATA...
#
# DATA are the .dat files that models write; a file's name is its model's. WAIVERS explains what cannot be covered.
# A functional point is known by its name, a line by file and number, a toggle by file, signal and bit; all
# instances, and all models of one architecture (functional points) or of any (the rest), count together.
# Ends with 1 if a goal is missed, anything uncovered is not explained, or an explanation is out of date.

function field(key,  at, rest) {
  at = index($0, "\001" key "\002")
  if (!at) return ""
  rest = substr($0, at + length(key) + 2)
  match(rest, /[\001']/)
  return substr(rest, 1, RSTART - 1)
}

# i_unit.i_cover.i_waves.gen_quad.fw.gen_parts.m_each... -> flexsa i_unit.i_waves.fw.m_each...
function point_name(hier, model,  group) {
  group = model ~ /flexsa/ ? "flexsa" : model ~ /fma/ ? "fma" : "core"
  gsub(/__BRA__/, "[", hier); gsub(/__KET__/, "]", hier)
  sub(/^.*(flexsa_top|fma_lanes)\./, "", hier)
  gsub(/gen_unit\[[0-9]+\]\./, "", hier)
  gsub(/gen_(quad|single|parts|few|wide|tall|top|late|fw|hsw|vsw|vsw_2|isw|m|n|k|y)\./, "", hier)
  gsub(/gen_(modes|places|switch|hold|execs|credits|cores|add|ones)\./, "", hier)
  gsub(/i_cover\./, "", hier)
  sub(/i_cover_core/, "i_core", hier); sub(/i_cover_obuf/, "i_obuf_half", hier); sub(/i_cover_dispatch/, "i_dispatch", hier)
  return group " " hier
}

function fail(text) { problems++; print "coverage: " text > "/dev/stderr" }

# Does `list` (1,4-7,17-31/32: bits 17..31 of every 32; -) name this bit?
function names_bit(list, bit,  parts, n, i, ends, mod, b) {
  if (list == "-") return bit == ""
  if (bit == "") return 0
  n = split(list, parts, ",")
  for (i = 1; i <= n; i++) {
    mod = 0
    if (split(parts[i], ends, "/") == 2) mod = ends[2]
    b = mod ? bit % mod : bit + 0
    if (split(ends[1], ends, "-") == 1) ends[2] = ends[1]
    if (b >= ends[1] + 0 && b <= ends[2] + 0) return 1
  }
  return 0
}

FNR == 1 {
  reading = FILENAME
  sub(/^.*\//, "", reading); sub(/\.dat$/, "", reading)
}

# ---- waivers ---------------------------------------------------------------------------------
# A reason, and below it what it is for:
#   constant: REASON    bits that cannot toggle in any machine that is counted: left out of the percentage
#   toggle: REASON      bits that do not toggle, and count as not covered
#     FILE SIGNAL BITS  FILE and SIGNAL are regular expressions for all of a name, SIGNAL's without its bit;
#                       BITS: 1,4-7 or 17-31/32 (of every 32) or - (it has none)
#   line: REASON        lines that never run
#     FILE "TEXT"       TEXT is how the line begins
FILENAME == ARGV[1] {
  if ($0 ~ /^[ \t]*(#|$)/) next
  if (match($0, /^(constant|toggle|line): ./)) { kind = substr($0, 1, RLENGTH - 3); next }
  waivers++
  w_at[waivers] = FILENAME ":" FNR
  w_kind[waivers] = kind
  if (kind == "line" && split($0, part, "\"") == 3) { w_file[waivers] = $1; w_text[waivers] = part[2] }
  else if (kind != "line" && kind != "" && NF == 3) {
    w_file[waivers] = "^rtl/(" $1 ")\\.sv$"; w_text[waivers] = "^(" $2 ")$"; w_bits[waivers] = $3
  } else { fail(w_at[waivers] ": neither KIND: REASON nor what one is for"); waivers-- }
  next
}

# Waivers whose names fit the signal "file:name"; found once.
function explaining(signal, file,  w, name) {
  if (signal in fit) return fit[signal]
  name = substr(signal, length(file) + 2)
  fit[signal] = ""
  for (w = 1; w <= waivers; w++)
    if (w_kind[w] != "line" && file ~ w_file[w] && name ~ w_text[w]) fit[signal] = fit[signal] " " w
  return fit[signal]
}

# ---- data ------------------------------------------------------------------------------------
/page\002v_user/ {
  name = point_name(field("h"), reading)
  if (!(name in point)) { point_list[++points] = name }
  point[name] += $NF
  point_file[name] = field("f"); point_line[name] = field("l")
  next
}
/page\002v_(line|branch)/ {
  file = field("f"); key = file ":" field("l"); block = key ":" field("n") ":" field("o")
  if (!(block in blocks)) { block_line[block] = key }
  blocks[block] += $NF
  n = split(field("S"), parts, ",")
  for (i = 1; i <= n; i++) {
    if (split(parts[i], ends, "-") == 1) ends[2] = ends[1]
    for (l = ends[1]; l <= ends[2]; l++) reach[file ":" l] += $NF
  }
  next
}
/page\002v_toggle/ {
  key = field("f") ":" field("o")
  toggles[key] += $NF
  toggle_line[key] = field("l")
  next
}

# " 3 1 2 7" -> 1-3,7
function ranges(text,  bits, n, i, j, k, out) {
  n = split(text, bits, " ")
  for (i = 2; i <= n; i++) for (j = i; j > 1 && bits[j] + 0 < bits[j-1] + 0; j--) { k = bits[j]; bits[j] = bits[j-1]; bits[j-1] = k }
  for (i = 1; i <= n; i = j + 1) {
    for (j = i; j < n && bits[j+1] + 0 == bits[j] + 1; j++) ;
    out = out (out == "" ? "" : ",") (j > i ? bits[i] "-" bits[j] : bits[i])
  }
  return out
}

function percent(got, all) { return all ? sprintf("%5.1f%%", int(1000 * got / all) / 10) : "    -" }
function count(kind, name, covered) {
  all[kind, name]++; all[kind]++
  if (covered) { got[kind, name]++; got[kind]++ }
  names[kind, name]
}
function sorted(command, list, n,  i) { for (i = 1; i <= n; i++) print list[i] | command; close(command) }

END {
  # A line is covered when each block that begins there has run; one where none begins, when a block with it has.
  for (block in blocks) {
    line = block_line[block]
    if (!(line in runs) || blocks[block] < runs[line]) runs[line] = blocks[block]
  }
  for (line in reach) if (!(line in runs)) runs[line] = reach[line]
  for (line in runs) {
    split(line, part, ":")
    if (!(part[1] in source_read)) {
      source_read[part[1]] = 1
      for (l = 1; (getline text < part[1]) > 0; l++) { gsub(/^[ \t]+|[ \t]+$/, "", text); source[part[1] ":" l] = text }
      close(part[1])
    }
    covered = runs[line] > 0
    explained = 0
    for (w = 1; w <= waivers; w++)
      if (w_kind[w] == "line" && "rtl/" w_file[w] ".sv" == part[1] && index(source[line], w_text[w]) == 1) {
        w_used[w]++
        if (covered) w_stale[w] = line
        else explained = 1
      }
    count("line", part[1], covered)
    if (!covered) { open_lines[++n_lines] = line ": " source[line] (explained ? "  (explained)" : ""); bare["line"] += !explained }
  }
  for (key in toggles) {
    file = signal = key
    sub(/:.*$/, "", file)
    bit = ""
    if (match(signal, /\[[0-9]+\]$/)) { bit = substr(signal, RSTART + 1, RLENGTH - 2); signal = substr(signal, 1, RSTART - 1) }
    covered = toggles[key] > 0
    constant = explained = 0
    n = split(explaining(signal, file), tried, " ")
    for (i = 1; i <= n; i++)
      if (names_bit(w_bits[tried[i]], bit)) {
        w_used[tried[i]]++
        explained = 1
        if (w_kind[tried[i]] == "constant") constant = 1
        if (!covered) w_needed[tried[i]] = 1
        else if (w_kind[tried[i]] == "constant") w_stale[tried[i]] = key
      }
    raw_all++; raw_got += covered
    if (constant) { fixed++; continue }
    count("toggle", file, covered)
    if (!covered && !explained) { bare["toggle"]++; left_bits[signal] = left_bits[signal] " " (bit == "" ? "-" : bit) }
    if (!covered && explained) known++
  }
  for (signal in left_bits) open_toggles[++n_toggles] = signal " " ranges(left_bits[signal])
  for (i = 1; i <= points; i++) {
    name = point_list[i]
    about = name
    sub(/^core i_unit/, "core   i_unit", about); sub(/i_unit\./, "", about); gsub(/\[[0-9]+\]/, "", about)
    sub(/^fma /, "fma    ", about)
    split(about, part, " ")
    sub(/\..*/, "", part[2])
    count("point", sprintf("%-6s %s", part[1], part[2]), point[name] > 0)
    if (!point[name]) open_points[++n_points] = name
  }

  print "file                              lines          toggles"
  n = 0
  for (key in names) {
    split(key, part, SUBSEP)
    if (part[1] != "point" && !seen[part[2]]++)
      list[++n] = sprintf("%-32s %4d %s   %6d %s", part[2], all["line", part[2]], percent(got["line", part[2]], all["line", part[2]]),
        all["toggle", part[2]], percent(got["toggle", part[2]], all["toggle", part[2]]))
  }
  fflush()
  sorted("sort", list, n)
  printf "%-32s %4d %s   %6d %s\n\n", "all", all["line"], percent(got["line"], all["line"]), all["toggle"], percent(got["toggle"], all["toggle"])
  print "functional points of              number  covered"
  n = 0
  for (key in names) {
    split(key, part, SUBSEP)
    if (part[1] != "point") continue
    list[++n] = sprintf("%-32s %6d  %s", part[2], all["point", part[2]], percent(got["point", part[2]], all["point", part[2]]))
  }
  fflush()
  sorted("sort", list, n)
  printf "%-32s %6d  %s\n\n", "all", all["point"], percent(got["point"], all["point"])
  printf "toggles: %d bits, of which %d are constant by design; of all, %s toggle; %d are not toggled and explained\n",
    raw_all, fixed, percent(raw_got, raw_all), known
  fflush()
  if (n_lines)   { print "lines not covered:"; fflush(); sorted("sort -t: -k1,1 -k2,2n | sed 's/^/  /'", open_lines, n_lines) }
  if (n_toggles) { print "toggles not covered and not explained:"; fflush(); sorted("sort -V | sed 's/^/  /'", open_toggles, n_toggles) }
  if (n_points)  { print "functional points not covered:"; fflush(); sorted("sort | sed 's/^/  /'", open_points, n_points) }

  split(goals, goal, " ")
  if (!all["point"] || !all["line"] || !all["toggle"])
    fail("nothing counted: " all["point"] + 0 " functional points, " all["line"] + 0 " lines, " all["toggle"] + 0 " toggles")
  if (100 * got["point"] < goal[1] * all["point"])
    fail(all["point"] - got["point"] " of " all["point"] " functional points are not covered; the goal is " goal[1] "%")
  if (100 * got["line"] < goal[2] * all["line"])     fail("lines:" percent(got["line"], all["line"]) ", the goal is " goal[2] "%")
  if (100 * got["toggle"] < goal[3] * all["toggle"]) fail("toggles:" percent(got["toggle"], all["toggle"]) ", the goal is " goal[3] "%")
  if (bare["toggle"]) fail(bare["toggle"] " bits neither toggle nor are explained in " ARGV[1])
  if (bare["line"]) fail(bare["line"] " lines are neither covered nor explained in " ARGV[1])
  for (w = 1; w <= waivers; w++) {
    if (w in w_stale) fail(w_at[w] ": explains " w_stale[w] ", which is covered")
    else if (w_kind[w] == "toggle" && (w in w_used) && !(w in w_needed)) fail(w_at[w] ": explains bits that all toggle")
    else if (!(w in w_used)) fail(w_at[w] ": explains nothing there is")
  }
  if (info != "") write_info()
  exit problems > 0
}

# For genhtml: lines; functional points as functions, toggles as branches of the line that declares the signal.
function write_info(  file, line, part, i, name, key, n) {
  for (line in runs) { split(line, part, ":"); out[part[1]] = out[part[1]] "DA:" part[2] "," runs[line] "\n" }
  for (i = 1; i <= points; i++) {
    name = point_list[i]; file = point_file[name]
    key = name; gsub(/[ ,]/, ".", key)
    out[file] = out[file] "FN:" point_line[name] "," key "\nFNDA:" point[name] "," key "\n"
  }
  for (key in toggles) {
    file = key; sub(/:.*$/, "", file)
    line = toggle_line[key]
    out[file] = out[file] "BRDA:" line ",0," branch[file, line]++ + 0 "," toggles[key] "\n"

  }
  for (file in out) printf "TN:\nSF:%s\n%send_of_record\n", file, out[file] > info
  close(info)
}
