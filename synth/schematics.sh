#!/bin/bash
# Schematics of the PE and the switches, drawn from the RTL: Yosys, schematic.awk, Graphviz.
#   synth/schematics.sh        build/synth/schematics/NAME.svg; docs/pictures/schematic_NAME.svg are copies of them
# Every picture is checked: what it must show is counted. Then a multiplexer is taken away, and the check must see it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# = 0 ] || usage
need yosys yosys dot graphviz awk mawk
make -s --no-print-directory build/gen/flexsa_isa_pkg.sv >&2 || fail "no build/gen/flexsa_isa_pkg.sv"
folder=$out/schematics
liberty=/dev/null  # no cells here
packages="build/gen/flexsa_isa_pkg.sv rtl/flexsa_pkg.sv rtl/flexsa_fp_pkg.sv rtl/flexsa_pe_pkg.sv"
zero=10000000000000000000000000000000  # -0.0, the partial sum that changes nothing
plant=""                               # a Yosys command
pictures=0

# netlist NAME FILES ELABORATION COMMANDS: words, not gates, in NAME.il
netlist() {
  mkdir -p "$folder/$1"
  cat >"$folder/$1/run.ys" <<EOF
read_verilog -sv -defer $2
$3
proc -noopt
$4
opt -mux_undef -mux_bool -fine; wreduce; opt -mux_undef -mux_bool -fine; opt_clean -purge
splitnets -driver; opt_clean -purge
$plant
setattr -unset src w:* c:*
write_rtlil $folder/$1/all.il
EOF
  run_yosys "$folder/$1"
  grep -v '^ *\(attribute\|parameter\) ' "$folder/$1/all.il" >"$folder/$1/netlist.il"
}

# draw NAME "CELL=NUMBER..." LABEL [-v NAME=VALUE]...: the picture, with exactly these cells
draw() {
  local name=$1 want=$2 label=$3 have wrong=""
  shift 3
  awk -f synth/schematic.awk -v label="$label" "$@" "$folder/$name/netlist.il" >"$folder/$name.dot" 2>"$folder/$name/cells" ||
    wrong=$(tail -n 1 "$folder/$name/cells")
  have=$(awk '$1 == "cell" { print $2 "=" $3 }' "$folder/$name/cells" | LC_ALL=C sort | tr '\n' ' ')
  want=$(tr ' ' '\n' <<<"$want" | LC_ALL=C sort | tr '\n' ' ')
  [ "$have" = "$want" ] || { echo "$name: draws $have, not $want" >&2; return 1; }
  [ -z "$wrong" ] || fail "$name: $wrong"
  dot -Tsvg "$folder/$name.dot" -o "$folder/$name.svg" 2>"$folder/$name/dot.err" || fail "$name: $(head -n 1 "$folder/$name/dot.err")"
  if grep '<text' "$folder/$name.svg" | grep -qF '$'; then fail "$name: a cell or wire has a name of Yosys' making"; fi
  pictures=$((pictures + 1))
  printf '%-22s %s\n' "$name.svg" "$have"
}

pe() {
  netlist pe "${packages/rtl\/flexsa_fp_pkg.sv/synth\/schematic_fp_pkg.sv} rtl/flexsa_core.sv" \
    "$(elaborate flexsa_core Rows=1 Cols=2)" "techmap -map synth/schematic_lanes.v"
  draw pe "\$adffe=4 \$mux=4 \$mul=1 \$add=1 \$reduce_and=2 \$or=1 \$logic_or=1" \
    "One PE, column 0 of flexsa_core (PipeDepth 1). Dashed: selects, enables, and registers that are not this PE's. Left out: clock, reset, step_i." \
    -v roots='psum_o@0 record_q[19:0]@0 w_o@0 weight_q[16:0]@0' \
    -v stop='$or=shift token in the row; $logic_or=row awake' -v hide='^.(clk_i|rst_ni|step_i)$' \
    -v alias='$mul=mul16\n17 x 17 bits, exact; $add=add32\none rounding; w_o=next_q; psum_o=psum_q; record_q[19:0]=record_q; weight_q[16:0]=weight_q;
      record_q[19:0]@17=valid; record_q[19:0]@18=swap; record_q[19:0]@16:0=operand; valid_q=valid_q\nany in the row; swap_q=swap_q\nany in the row;
      a_o=record_q of the PE\nto the east; a_valid_o=; a_swap_o='
}

quad() {
  netlist quad "$packages rtl/flexsa_quad.sv" "hierarchy -top flexsa_quad -chparam Rows 1 -chparam Cols 2" ""
  draw quad '$mux=6 \flexsa_core=4 \flexsa_recode=2 \flexsa_delay=1 $adffe=1' \
    "Switches (a) and (b) of flexsa_quad, for one row and two columns. Left out: weights, and the flags that go with the operands." \
    -v hide='^.(clk_i|rst_ni|step_i|w|shift_q|.*_valid(_q)?|.*_swap(_q)?)$' \
    -v alias="$zero=−0; $zero$zero=−0; i_recode_west=recode16; i_recode_over=recode16; i_down_sel=delay line;
      gen_block[0].gen_core[0].i_core=core 0; gen_block[0].gen_core[1].i_core=core 1;
      gen_block[1].gen_core[0].i_core=core 2; gen_block[1].gen_core[1].i_core=core 3;
      gen_block[0].gen_core[1].a=(a) into core 1; gen_block[1].gen_core[1].a=(a) into core 3;
      gen_block[1].gen_core[0].psum_in[31:0]=(b) column 0 of core 2; gen_block[1].gen_core[0].psum_in[63:32]=(b) column 1 of core 2;
      gen_block[1].gen_core[1].psum_in[31:0]=(b) column 0 of core 3; gen_block[1].gen_core[1].psum_in[63:32]=(b) column 1 of core 3"
}

obuf_switch() {
  netlist obuf_switch "$packages rtl/flexsa_obuf_switch.sv" "$(elaborate flexsa_obuf_switch)" ""
  draw obuf_switch '$mux=2 $logic_and=2 $logic_not=1 $reduce_bool=1' \
    "flexsa_obuf_switch: which token leads partitions 0 and 1" \
    -v alias='mid_i@28=from_top; mid_i@30:29=part_valid[1:0]; mid_i@32:0=obuf; end_i@28=from_top; end_i@32:0=obuf; mid_next_i@33=psum_down;
      upper_o@28:0=all else; upper_o@32:29=part_valid; upper_o=upper'
}

obuf_bank() {
  netlist obuf_bank "$packages rtl/flexsa_obuf_bank.sv" "$(elaborate flexsa_obuf_bank Depth=16)" "memory -nomap"
  draw obuf_bank '$mem_v2=1 $mux=2 $dffe=2 $sdffce=1 $lt=2 $add=1 $logic_and=6 $logic_not=1' \
    "flexsa_obuf_bank, 16 rows, column 0: switch (c), and the old value that is added" \
    -v hide='^.(clk_i|rst_ni|step_i)$' \
    -v alias='now_i@28=from_top; now_i@27=not acc: −0; now_i@29=part_valid; now_i@15:8=cols_west; late_i@29=part_valid; late_i@15:8=cols_west;
      psum_d=(c) psum_d; now_i@26:18=half, row; late_i@26:18=half, row; fill_i@23=valid; fill_i@7:0=beat; fill_i@11:8=row;
      psum_o=psum_q; old_o=old_q; row_o=row_q'
}

bcast() {
  netlist bcast "$packages rtl/flexsa_bcast.sv" "$(elaborate flexsa_bcast PortBytes=8)" ""
  draw bcast '$mux=6 $logic_and=2' "Switch (d), flexsa_bcast: data of an 8-byte port, and what selects it" \
    -v roots='data_o@64 data_o@128 data_o@192' \
    -v alias='data_i@63:0=lane 0; data_i@127:64=lane 1; data_i@191:128=lane 2; data_i@255:192=lane 3; data_o@255:192=core 3;
      data1=core 1; data2=core 2; data_o=core 3; fills_i@23:0=fill 0; fills_i@46:24=fill 1; fills_i@23=fill 0 valid; fills_i@20=fill 0 for core 1;
      fills_i@47=fill 1 valid; fills_i@71=fill 2 valid; fills_i@95=fill 3 valid; fills_o@47=valid; fills_o@46=for core 3; fills_o=fill of core 1'
}

rm -rf "$folder"
for picture in pe quad obuf_switch obuf_bank bcast; do $picture; done
[ "$pictures" = 5 ] || fail "only $pictures pictures"

# Planted: a netlist without one of its multiplexers.
folder=$folder/planted
plant='delete w:gen_block[0].gen_core[1].a %ci1 t:$mux %i'
if (quad) >"$out/schematics/planted.out" 2>&1; then fail "draws a quad without a multiplexer, and finds nothing missing"; fi
grep -q 'quad: draws .*\$mux=5' "$out/schematics/planted.out" || fail "planted: $(tail -n 1 "$out/schematics/planted.out")"
echo "planted: a quad without switch (a) is refused"
echo "schematics: 5 pictures in $out/schematics"
