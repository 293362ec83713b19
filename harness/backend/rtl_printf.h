/*
 * rtl_printf.h - given to every file of a Verilated model by -include: what Verilator would print
 * on stdout (failed assertions) goes to rtl_shim.cpp, which keeps it for the harness.
 */
#ifndef FLEXSA_RTL_PRINTF_H
#define FLEXSA_RTL_PRINTF_H

extern "C" void flexsa_model_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define VL_PRINTF flexsa_model_printf

#endif /* FLEXSA_RTL_PRINTF_H */
