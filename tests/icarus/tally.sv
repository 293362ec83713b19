// Checks of a testbench: verify() each, close() in the end prints the line that scripts/icarus.sh reads and ends the run.
module tally;
  integer checks, failures;
  initial begin
    checks   = 0;
    failures = 0;
  end

  // `good` unknown is a failure; the first five say what they were.
  task verify(input good, input [40*8-1:0] what, input integer at, input [63:0] got, input [63:0] wanted);
    begin
      checks = checks + 1;
      if (good !== 1'b1) begin
        failures = failures + 1;
        if (failures <= 5) $display("%0s %0d: %h, not %h", what, at, got, wanted);
      end
    end
  endtask

  task close(input [63:0] cycles);
    begin
      $display("checks %0d failures %0d cycles %0d", checks, failures, cycles);
      $finish;
    end
  endtask
endmodule
