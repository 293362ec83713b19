# From Yosys RTLIL (one module, no attributes) to Graphviz: registers, multiplexers, operators and
# boxes by their names. Drawn is what the outputs read, over any number of registers.
#
#   roots  WIRE@BIT...  instead: the registers of these bits, and what they read up to the next registers
#   stop   cells of these types become leaves:    "$or=row flags; $logic_or=row awake"
#   hide   regular expression of nets left out (clock, reset, step)
#   alias  other names for wires (WIRE@BIT: for that bit), cells, types and constants:  "w_o=next_q; $mul=mul16"
# The number of drawn cells of each type goes to stderr: "cell $mux 6".

function trim(s) { gsub(/^[ \n]+|[ \n]+$/, "", s); return s }
function pairs(text, into,   n, part, i, eq) {
  n = split(text, part, ";")
  for (i = 1; i <= n; i++) if ((eq = index(part[i], "="))) into[trim(substr(part[i], 1, eq - 1))] = trim(substr(part[i], eq + 1))
}
function name_of(s) { sub(/^\\/, "", s); if (!(s in known)) return s; named[s] = 1; return known[s] }
function is_output(c, port) { return type[c] ~ /^\\/ ? port ~ /_o$/ : port == "Y" || port == "Q" || port == "RD_DATA" }
function is_register(c) { return type[c] ~ /^\$.*ff/ }
function is_box(c) { return type[c] ~ /^\\/ || type[c] ~ /^\$mem/ }

# ---- reading ---------------------------------------------------------------------------------

# Bits of a sigspec, lowest first: spec_wire, spec_bit [0..width-1]. The wire of a constant is "".
function expand(spec,   n, t, i, k, w, hi, lo, b, digits) {
  n = split(spec, t, " ")
  width = 0
  for (i = n; i >= 1; i--) {
    if (t[i] == "{" || t[i] == "}") continue
    hi = -1
    if (t[i] ~ /^\[[0-9:]+\]$/) {
      digits = substr(t[i], 2, length(t[i]) - 2)
      hi = digits + 0; lo = digits; sub(/.*:/, "", lo); lo += 0
      i--
    }
    w = t[i]
    if (w ~ /^[0-9]/) {
      digits = w; sub(/.*'/, "", digits)
      for (k = length(digits); k >= 1; k--) { spec_wire[width] = ""; spec_bit[width++] = substr(digits, k, 1) }
      continue
    }
    if (hi < 0) { hi = wire_width[w] - 1; lo = 0 }
    for (b = lo; b <= hi; b++) { spec_wire[width] = w; spec_bit[width++] = b }
  }
}

$1 == "wire" {
  wire = $NF; wire_width[wire] = 1
  for (i = 2; i < NF; i++) {
    if ($i == "width") wire_width[wire] = $(i + 1)
    if ($i == "output") output[++outputs] = wire
  }
}
$1 == "cell" { cell = ++cells; type[cell] = $2; cell_name[cell] = $3 }
$1 == "end" { cell = 0 }
$1 == "connect" {
  spec = $0; sub(/^ *connect +/, "", spec)
  if (cell) { port = substr($2, 2); sub(/^[^ ]+ /, "", spec); ports[cell] = ports[cell] " " port; pin[cell, port] = spec; next }
  if (spec ~ /^\{/) end = index(spec, "}")
  else end = length($2) + ($3 ~ /^\[/ ? 1 + length($3) : 0)
  left[++joins] = substr(spec, 1, end); right[joins] = substr(spec, end + 2)
}

# ---- tracing ---------------------------------------------------------------------------------

# What drives a bit: the number of a cell, "net" for an input, "const". source[place] is the driven wire.
function resolve(w, b,   key) {
  while (w != "" && ((w, b) in same_wire)) { key = w SUBSEP b; w = same_wire[key]; b = same_bit[key] }
  source = w; place = b
  if (w == "") return "const"
  if ((w, b) in driver) return driver[w, b]
  return "net"
}
function hidden(w) { return w != "" && w ~ hide }
function visit(c,   n, p, i, k, count, bits, bit, id) {
  if (drawn[c]) return
  drawn[c] = 1
  if (type[c] in leaf) return
  n = split(ports[c], p, " ")
  for (i = 1; i <= n; i++) if (!is_output(c, p[i])) {
    expand(pin[c, p[i]])
    count = width
    delete bits
    for (k = 0; k < count; k++) bits[k] = spec_wire[k] SUBSEP spec_bit[k]
    for (k = 0; k < count; k++) {
      split(bits[k], bit, SUBSEP)
      id = resolve(bit[1], bit[2])
      if (id ~ /^[a-z]/ || hidden(source)) continue
      if (roots != "" && is_register(id)) border[id] = 1
      else visit(id)
    }
  }
}

# ---- drawing ---------------------------------------------------------------------------------

function title(c,   n, p, i, text, w, name) {
  n = split(ports[c], p, " ")
  for (i = 1; i <= n; i++) if (is_output(c, p[i])) {
    expand(pin[c, p[i]])
    for (w = 0; w < width; w++) if (spec_wire[w] ~ /^\\/) {
      name = name_of(spec_wire[w])
      if (name != "" && index("\\n" text "\\n", "\\n" name "\\n") == 0) text = text (text == "" ? "" : "\\n") name
    }
  }
  return text
}
function operator(c,   t) {
  t = substr(type[c], 2)
  expand(pin[c, "A"])
  if (t == "logic_not" && width > 1) return "= 0"
  sub(/^(logic|reduce)_/, "", t)
  return t == "and" ? "&" : t == "bool" ? "or" : t == "eq" ? "=" : t == "ne" ? "≠" : t == "lt" ? "<" : t == "add" ? "+" : t == "sub" ? "−" : t
}
# Text of a port of a box, nothing if no wire of it is drawn.
function field(c, port) { return (c, port) in wired ? "<" port ">" port : "" }
function node(c,   t, text, n, p, i, f, ins, outs, looks) {
  t = type[c]; text = title(c)
  if (t in leaf) { looks = "shape=plaintext, fontcolor=\"#804000\""; text = leaf[t] }
  else if (is_register(c)) looks = "shape=box, style=\"filled" (drawn[c] ? "\", fillcolor=\"#cfe2ff\"" : ",dashed\", fillcolor=white")
  else if (t ~ /^\$p?mux$/) {
    looks = "shape=record, style=filled, fillcolor=\"#fff3c4\""
    text = "{{<A>0|<B>1|<S>select}|" (text == "" ? "mux" : text) "}"
  } else if (t in known) { looks = "shape=box, style=\"filled,rounded\", fillcolor=\"#d8f0d2\", margin=\"0.25,0.12\""; text = name_of(t) }
  else if (!is_box(c)) {
    looks = "margin=\"0.05,0.02\", shape=" (text == "" ? "circle, fixedsize=true, width=0.4" : "ellipse")
    text = operator(c) (text == "" ? "" : "  " text)
  } else {
    n = split(ports[c], p, " ")
    for (i = 1; i <= n; i++) if ((f = field(c, p[i])) != "") {
      if (is_output(c, p[i])) outs = outs (outs == "" ? "" : "|") f
      else ins = ins (ins == "" ? "" : "|") f
    }
    looks = "shape=record, style=filled, fillcolor=\"#d8f0d2\""
    text = "{{" ins "}|" name_of(cell_name[c]) "|{" outs "}}"
  }
  return "c" c " [" looks ", label=\"" text "\"]"
}
function out_port(c, w,   n, p, i, k) {
  n = split(ports[c], p, " ")
  for (i = 1; i <= n; i++) if (is_output(c, p[i])) {
    expand(pin[c, p[i]])
    for (k = 0; k < width; k++) if (spec_wire[k] == w) return p[i]
  }
}
function net_id(w) { if (!(w in ids)) ids[w] = ++nets; return ids[w] }
function range(id, w, low, high, count,   place) {
  place = "@" (low == high ? low : high ":" low)
  if (count == wire_width[w]) return ""
  if (substr(w, 2) place in known) return name_of(w place)
  if (type[id] place in known) return name_of(type[id] place)
  if (w !~ /^\\/ && type[id] !~ /mem/) return ""
  return low == high ? "[" low "]" : "[" high ":" low "]"
}

# The wires into one port, one for each source; only counted and marked when not to print.
function edges(c, port, target, only_mark,   k, count, from, order, n, i, part, id, tail, key, text, style) {
  expand(pin[c, port])
  count = width; n = 0; text = ""
  for (k = 0; k < count; k++) { in_wire[k] = spec_wire[k]; in_bit[k] = spec_bit[k] }
  for (k = 0; k < count; k++) {
    id = resolve(in_wire[k], in_bit[k])
    if (id == "const") { text = place text; continue }
    if (hidden(source) || (id != "net" && !drawn[id] && !border[id])) continue
    key = id SUBSEP source
    if (!(key in from)) { order[++n] = key; first[key] = place }
    from[key]++; last[key] = place
  }
  marks = n
  if (n > 0 || (text != "" && type[c] !~ /mem/)) wired[c, port] = 1
  style = (port == "EN" || port == "S" || port ~ /sel/ ? ", style=dashed" : "")
  if (n == 0 && text != "" && !only_mark && type[c] !~ /mem/) {
    text = text in known ? name_of(text) : text ~ /^0+$/ ? "0" : text
    printf "k%d [shape=plaintext, label=\"%s\"]; k%d -> %s;\n", ++constants, text, constants, target
  }
  for (i = 1; i <= n; i++) {
    split(order[i], part, SUBSEP)
    id = part[1]
    if (id == "net") { used[part[2]] = 1; tail = "n" net_id(part[2]) }
    else { key = out_port(id, part[2]); wired[id, key] = 1; tail = "c" id (is_box(id) ? ":" key : "") }
    key = order[i]
    if (!only_mark) printf "%s -> %s [label=\"%s\", penwidth=%s%s];\n", tail, target, range(id, part[2], first[key], last[key], from[key]), \
      (from[key] > 1 ? 1.6 : 0.7), style
  }
}
function inputs(c, only_mark,   n, p, i) {
  if (!drawn[c] || (type[c] in leaf)) return
  n = split(ports[c], p, " ")
  for (i = 1; i <= n; i++) if (!is_output(c, p[i])) edges(c, p[i], "c" c (is_box(c) || type[c] ~ /mux$/ ? ":" p[i] : ""), only_mark)
}

END {
  pairs(alias, known); pairs(stop, leaf)
  if (hide == "") hide = "^$"
  for (j = 1; j <= joins; j++) {
    expand(left[j]); count = width
    for (k = 0; k < count; k++) { to_wire[k] = spec_wire[k]; to_bit[k] = spec_bit[k] }
    expand(right[j])
    for (k = 0; k < count; k++) { same_wire[to_wire[k], to_bit[k]] = spec_wire[k]; same_bit[to_wire[k], to_bit[k]] = spec_bit[k] }
  }
  for (c = 1; c <= cells; c++) {
    n = split(ports[c], p, " ")
    for (i = 1; i <= n; i++) if (is_output(c, p[i])) {
      expand(pin[c, p[i]])
      for (k = 0; k < width; k++) driver[spec_wire[k], spec_bit[k]] = c
    }
  }
  n = split(roots, root, " ")
  for (i = 1; i <= n; i++) {
    split(root[i], part, "@")
    root_wire["\\" part[1]] = 1
    id = resolve("\\" part[1], part[2])
    if (id ~ /^[a-z]/) { print "schematic.awk: no cell drives " root[i] > "/dev/stderr"; exit 1 }
    visit(id)
  }
  for (o = 1; o <= outputs; o++) if (roots == "" && !hidden(output[o]))
    for (k = 0; k < wire_width[output[o]]; k++) { id = resolve(output[o], k); if (id !~ /^[a-z]/) visit(id) }
  # Registers that are not drawn and take what is drawn, and the outputs.
  for (c = 1; c <= cells; c++) if (roots != "" && !drawn[c] && is_register(c)) {
    expand(pin[c, "D"]); count = width
    for (k = 0; k < count; k++) { in_wire[k] = spec_wire[k]; in_bit[k] = spec_bit[k] }
    for (k = 0; k < count; k++) { id = resolve(in_wire[k], in_bit[k]); if (id !~ /^[a-z]/ && drawn[id] && !(type[id] in leaf)) taker[c] = 1 }
  }
  for (o = 1; o <= outputs; o++) if (!hidden(output[o]) && (roots == "" || (output[o] in root_wire))) {
    pin[o, "out"] = output[o]
    for (k = 0; k < wire_width[output[o]]; k++) { id = resolve(output[o], k); if (id == "net" || drawn[id]) shown[o] = 1 }
  }
  print "digraph schematic {\nrankdir=LR; nodesep=0.25; ranksep=0.6; fontname=Helvetica; fontsize=13; labelloc=t; label=\"" label "\";"
  print "node [fontname=Helvetica, fontsize=12]; edge [fontname=Helvetica, fontsize=9, arrowsize=0.6, color=\"#404040\"];"
  for (only_mark = 1; only_mark >= 0; only_mark--) {
    for (c = 1; c <= cells; c++) {
      if (!only_mark && (drawn[c] || border[c] || taker[c])) print node(c) ";"
      inputs(c, only_mark)
      if (taker[c]) edges(c, "D", "c" c, only_mark)
    }
    for (o = 1; o <= outputs; o++) if (shown[o]) {
      if (!only_mark) printf "o%d [shape=cds, style=filled, fillcolor=\"#eeeeee\", label=\"%s\"];\n", o, substr(output[o], 2)
      edges(o, "out", "o" o, only_mark)
    }
  }
  for (wire in used) {
    printf "n%d [shape=cds, style=filled, fillcolor=\"#eeeeee\", label=\"%s\"];\n", net_id(wire), substr(wire, 2)
    sources = sources " n" net_id(wire) ";"
  }
  for (o = 1; o <= outputs; o++) if (shown[o]) sinks = sinks " o" o ";"
  print "{ rank=source;" sources " }\n{ rank=sink;" sinks " }"
  for (c = 1; c <= cells; c++) if (drawn[c]) {
    number[type[c]]++
  }
  print "}"
  for (t in number) print "cell " t " " number[t] > "/dev/stderr"
  for (t in known) if (!(t in named)) { print "schematic.awk: nothing is called " t > "/dev/stderr"; exit 1 }
}
