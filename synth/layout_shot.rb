# KLayout: a routed DEF as a PNG, 1600 pixels wide. Cells are boxes (the LEF has no more of them), metal 1 to 6 lies over them.
#   klayout -zz -rx -rd lef=FILE -rd def_file=FILE -rd colors=FILE.lyp -rd png=FILE -rd span=0|MICRONS -r layout_shot.rb
# span: width of a window in the middle; 0: the whole die.
options = RBA::LoadLayoutOptions.new
options.lefdef_config.lef_files = [$lef]
options.lefdef_config.read_lef_with_def = false
options.lefdef_config.macro_resolution_mode = 1  # cells from the LEF

view = RBA::LayoutView.new
view.set_config("background-color", "#ffffff")
view.set_config("grid-visible", "false")
view.set_config("text-visible", "false")
view.set_config("cell-box-visible", "false")
view.load_layout($def_file, options, true)
view.max_hier

layout = view.active_cellview.layout
top = layout.top_cell
registers = layout.layer(100, 0)
cells = layout.layer(101, 0)
count = 0
top.each_inst do |instance|
  name = instance.cell.name
  next unless name =~ /^[A-Z]+[0-9]*X[0-9]+$|^DFF|^LATCH|^CLKBUF/
  top.shapes(name =~ /^DFF/ ? registers : cells).insert(instance.bbox)
  count += 1
end
abort("layout_shot.rb: no cells in #{$def_file}") if count == 0
view.load_layer_props($colors)

box = top.dbbox
if $span.to_f > 0
  half = RBA::DVector.new($span.to_f / 2, $span.to_f * 3 / 8)
  box = RBA::DBox.new(box.center - half, box.center + half)
end
view.zoom_box(box)
view.save_image($png, 1600, (1600 * box.height / box.width).round)
puts "cells drawn #{count}"
