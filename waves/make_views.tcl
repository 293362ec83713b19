# Writes the saved views waves/*.gtkw for the dump GTKWave has open, each signal checked to be in it:
#   xvfb-run -a gtkwave -S waves/make_views.tcl build/waves/mini.fst      (from the repository's root)
# A line of a view is {label signal format}; {group NAME} opens a group, {folded NAME} a closed one.
set unit flexsa.flexsa_top.gen_unit\[0\].i_unit
set engine $unit.i_engine
set data $engine.i_datapath
set quad $data.gen_quad.i_quad

# What GTKWave's trace flags mean: right-justified and ...
array set flags {bit 28 hex 22 dec 24 bin 28 real 40020 op 2022 mode 2022 state 2022 owner 2022 b16 4022 b32 4022}
array set filter {op {^1 ./waves/op.txt} mode {^1 ./waves/mode.txt} state {^1 ./waves/state.txt}
  owner {^1 ./waves/owner.txt} b16 {^>1 ./waves/binary16.pl} b32 {^>1 ./waves/binary32.pl}}

# Signals are named without their [msb:lsb] below.
for {set i 0} {$i < [gtkwave::getNumFacs]} {incr i} {
  set full [gtkwave::getFacName $i]
  set range($full) $full
  set range([regsub {\[\d+:\d+\]$} $full {}]) $full
}

proc write_view {name about lines} {
  global flags filter range
  set file [open waves/$name.gtkw w]
  puts $file "\[*\] $about\n\[timestart\] 0\n\[size\] 1500 950\n\[pos\] -1 -1\n*-6.3 0\n\[sst_width\] 220\n\[signals_width\] 230\n\[sst_expanded\] 0"
  set end ""
  foreach line [concat $lines {{end}}] {
    lassign $line label signal format
    if {$label in {group folded end}} {
      if {$end ne ""} { puts $file $end }
      if {$label eq "end"} break
      puts $file [expr {$label eq "group" ? "@800200" : "@c00200"}]\n-$signal
      set end [expr {$label eq "group" ? "@1000200" : "@1401200"}]\n-$signal
      continue
    }
    if {![info exists range($signal)]} {
      puts stderr "make_views.tcl: $name: the dump has no signal $signal"
      exit 1
    }
    puts $file @$flags($format)
    if {[info exists filter($format)]} { puts $file $filter($format) }
    puts $file "+{$label} $range($signal)"
  }
  close $file
}

# ---- the unit ----------------------------------------------------------------------------------
set lines [subst -nocommands {
  {group control} {clk flexsa.flexsa_top.clk_i bit} {reset_n flexsa.flexsa_top.rst_ni bit}
  {dispatch $unit.i_shown.op_dispatch op} {taken $unit.taken bit} {{start obuf/exec/shift/h/v} $unit.start_o bin}
  {{done obuf/exec/shift/h/v} $unit.done_o bin} {idle $unit.idle_o bit}
  {group execute} {instruction $unit.i_shown.op_exec op} {mode $unit.i_shown.mode_exec mode}
  {state $unit.i_shown.state_exec state} {m $unit.exec_instr.m dec} {n $unit.exec_instr.n dec}
  {k $unit.exec_instr.k dec} {row $engine.i_exec.row_q dec} {acc $unit.exec_instr.acc bit}
  {swap $unit.exec_instr.swap bit} {last $unit.exec_instr.last bit} {step $unit.step bit}
  {frozen $unit.frozen bit} {{stall path/obuf/h/v} $unit.wave_stall bin} {waves_under_way $engine.waves_q dec}
  {group {load V}} {instruction $unit.i_shown.op_ldv op} {ready $unit.i_load_v.ready_o bit} {done $unit.i_load_v.done_o bit}
  {tile_number $unit.i_load_v.seq_q dec}
  {group {load H}} {instruction $unit.i_shown.op_ldh op} {ready $unit.i_load_h.ready_o bit} {done $unit.i_load_h.done_o bit}
  {tile_number $unit.i_load_h.seq_q dec}
  {group shift} {instruction $unit.i_shown.op_shift op} {upper $engine.i_shift.token_q.valid_up bit}
  {lower $engine.i_shift.token_q.valid_lo bit} {row $engine.i_shift.token_q.row dec} {next_ready $engine.next_ready bit}
  {group switches} {{a: over-core 1,3} $quad.over_sel_q bin} {{b: psum down} $data.psum_down bit}
  {{c: from cores 0,1} $data.i_partitions.end_now.obuf.from_top bit} {{d: 0 to 1} $data.gen_quad.i_bcast.take1 bit}
  {{d: 0 to 2} $data.gen_quad.i_bcast.take2 bit} {{d: 1 to 3} $data.gen_quad.i_bcast.take3_north bit}
  {group OBUF} {instruction $unit.i_shown.op_obuf op} {half_0 $unit.i_owner.half0_q owner}
  {half_1 $unit.i_owner.half1_q owner} {hand_over $unit.hand_over bit} {wave_last $engine.wave_last_o bit}
  {store_reads $unit.o_read bin}
}]
for {set q 0} {$q < 4} {incr q} {
  set lane $unit.i_shown.gen_lane\[$q\]
  append lines [subst -nocommands {
    {folded {GBUF lane $q}}
    {v_request $lane.v_request bit} {v_addr $lane.v_addr hex} {v_arrives $lane.v_arrives bit} {v_data $lane.v_data b16}
    {h_request $lane.h_request bit} {h_addr $lane.h_addr hex} {h_arrives $lane.h_arrives bit} {h_data $lane.h_data b16}
    {c_request $lane.c_request bit} {c_addr $lane.c_addr hex} {c_arrives $lane.c_arrives bit} {c_data $lane.c_data b32}
    {write $lane.write bit} {write_addr $lane.write_addr hex} {write_data $lane.write_data b32}
  }]
}
write_view unit "FlexSA unit" $lines

# ---- sub-core 0 --------------------------------------------------------------------------------
set core $quad.gen_block\[0\].gen_core\[0\].i_core
set rows 0
while {[info exists range($core.i_shown.gen_row\[$rows\].gen_pe\[$rows\].gen_shown.psum)]} { incr rows }
set rows [expr {min($rows, 4)}]
set lines [subst -nocommands {
  {group control} {clk flexsa.flexsa_top.clk_i bit} {mode $unit.i_shown.mode_exec mode}
  {state $unit.i_shown.state_exec state} {step $core.step_i bit}
  {group {rows of PEs}} {operand_enters $core.a_valid_i bin} {swap_enters $core.a_swap_i bin}
  {shift_enters $core.shift_i bit} {rows_with_operands $core.valid_q bin} {rows_that_swap $core.swap_q bin}
  {operand_leaves $core.a_valid_o bin}
}]
foreach {what signal} {{operands of column 0} operand {weights on the diagonal} weight
    {next weights on the diagonal} next_weight {partial sums on the diagonal} psum} {
  lappend lines [list group $what]
  for {set r 0} {$r < $rows} {incr r} {
    # A large core shows its diagonal only.
    set c [expr {$signal eq "operand" && [info exists range($core.i_shown.gen_row\[1\].gen_pe\[0\].gen_shown.psum)] ? 0 : $r}]
    lappend lines [list PE($r,$c) $core.i_shown.gen_row\[$r\].gen_pe\[$c\].gen_shown.$signal real]
  }
}
lappend lines {group {bottom row, to the core below and OBUF}} [list psum_o $core.psum_o b32]
write_view core "Sub-core 0" $lines

# ---- one PE: row 0, column 0 of sub-core 2, which adds what comes from sub-core 0 -----------------
set pe $quad.gen_block\[1\].gen_core\[0\].i_core.i_shown.gen_row\[0\].gen_pe\[0\].gen_shown
write_view pe "PE (0,0) of sub-core 2" [subst -nocommands {
  {group control} {clk flexsa.flexsa_top.clk_i bit} {mode $unit.i_shown.mode_exec mode}
  {state $unit.i_shown.state_exec state} {step $unit.step bit}
  {group record} {valid $pe.valid bit} {swap $pe.swap bit} {shift $pe.shift bit} {operand $pe.operand real}
  {group weights} {weight $pe.weight real} {next_weight $pe.next_weight real}
  {group {partial sum}} {psum $pe.psum real} {{psum, bits} $pe.psum hex}
}]
gtkwave::/File/Quit
