/*
 * rtl_shim.cpp - one Verilated flexsa_top behind rtl_model.h. The only C++ of the harness;
 * linked with the model and Verilator's runtime into build/models/NAME.so (scripts/build_model.sh).
 */
#include "rtl_model.h"

#include <cstdarg>
#include <cstdio>
#include <fstream>
#include <new>
#include <string>

#include "Vflexsa_top.h"
#include "verilated.h"
#include "verilated_syms.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
#endif
#if VM_COVERAGE
#include "Vflexsa_top___024root.h"
#include "Vflexsa_top__Syms.h"
#include "rtl_coverage.h"
#endif

namespace {

struct Model {
    VerilatedContext context;
    Vflexsa_top *top = nullptr;
    char failure[1024] = "";
    unsigned failure_length = 0;
    bool ever_failed = false;
#if VM_TRACE_FST
    VerilatedFstC *wave = nullptr;
#endif
};

thread_local Model *running = nullptr; /* whose assertions print now */

template <typename T> rtl_port port(T &value)
{
    return rtl_port{&value, static_cast<unsigned>(sizeof value)};
}

/* Every call names its model first: Verilator keeps the context of the one it made last, also when that is gone. */
void enter(Model *model)
{
    running = model;
    Verilated::threadContextp(&model->context);
}

void evaluate(Model *model, bool clk)
{
    enter(model);
    model->context.timeInc(5); /* 10 a cycle, as in the waves: for messages */
    model->top->clk_i = clk;
    if (!model->top->rst_ni)
        model->failure_length = 0; /* what failed before is over: no assertion looks during reset */
    model->top->eval();
}

void model_close(void *opaque)
{
    Model *model = static_cast<Model *>(opaque);
    if (!model)
        return;
    enter(model);
#if VM_TRACE_FST
    if (model->wave) {
        model->wave->close();
        delete model->wave;
    }
#endif
    if (model->top)
        model->top->final();
#if VM_COVERAGE
    if (model->top && !model->ever_failed) { /* what a failing run met is not covered */
        auto &counts = model->top->rootp->vlSymsp->__Vcoverage;
        coverage_save(&model->context, FLEXSA_MODEL_FILE, counts, sizeof counts / sizeof counts[0]);
    }
#endif
    delete model->top;
    delete model;
    running = nullptr;
}

void *model_open(uint64_t seed, rtl_ports *ports)
{
    Model *model = new (std::nothrow) Model;
    if (!model)
        return nullptr;
#if VM_COVERAGE
    model->context.randReset(0); /* a random bit that reset or a first write changes would be a toggle */
#else
    model->context.randReset(2);
#endif
    model->context.randSeed(static_cast<int>(seed & 0x7fffffff) | 1);
    model->context.fatalOnError(false);
    model->context.assertOn(true);
#if VM_TRACE_FST
    model->context.traceEverOn(true);
#endif
    enter(model);
    model->top = new (std::nothrow) Vflexsa_top(&model->context, "flexsa");
    if (!model->top) {
        model_close(model);
        return nullptr;
    }
    Vflexsa_top &top = *model->top;
#define PORT(name) ports->name = port(top.name)
    PORT(rst_ni);
    PORT(instr_valid_i);
    PORT(instr_ready_o);
    PORT(instr_i);
    PORT(rd_req_valid_o);
    PORT(rd_req_ready_i);
    PORT(rd_req_addr_o);
    PORT(rd_rsp_valid_i);
    PORT(rd_rsp_data_i);
    PORT(wr_req_valid_o);
    PORT(wr_req_ready_i);
    PORT(wr_req_addr_o);
    PORT(wr_req_data_o);
    PORT(wr_req_strobe_o);
    PORT(start_o);
    PORT(done_o);
    PORT(idle_o);
    PORT(count_unit_i);
    PORT(count_index_i);
    PORT(count_o);
    PORT(sizes_o);
#undef PORT
    return model;
}

void model_settle(void *opaque)
{
    evaluate(static_cast<Model *>(opaque), false);
}

void model_edge(void *opaque)
{
    evaluate(static_cast<Model *>(opaque), true);
}

const char *model_failure(const void *opaque)
{
    const Model *model = static_cast<const Model *>(opaque);
    return model->failure_length ? model->failure : nullptr;
}

bool model_wave_open(void *opaque, const char *path)
{
#if VM_TRACE_FST
    Model *model = static_cast<Model *>(opaque);
    if (!std::ofstream(path))
        return false;
    model->wave = new (std::nothrow) VerilatedFstC;
    if (!model->wave)
        return false;
    model->top->trace(model->wave, 99);
    model->wave->open(path);
    return model->wave->isOpen();
#else
    (void)opaque;
    (void)path;
    return false;
#endif
}

void model_wave_dump(void *opaque, uint64_t time)
{
#if VM_TRACE_FST
    Model *model = static_cast<Model *>(opaque);
    if (model->wave)
        model->wave->dump(time);
#else
    (void)opaque;
    (void)time;
#endif
}

rtl_port model_find(void *opaque, const char *scope, const char *name)
{
    Model *model = static_cast<Model *>(opaque);
    const std::string path = std::string(model->top->name()) + "." + scope;
    const VerilatedScope *found = model->context.scopeFind(path.c_str());
    const VerilatedVar *var = found ? found->varFind(name) : nullptr;
    return var ? rtl_port{var->datap(), static_cast<unsigned>(var->totalSize())} : rtl_port{nullptr, 0};
}

const rtl_model_ops ops = {
    FLEXSA_RTL_MODEL_ABI, VM_TRACE_FST != 0, FLEXSA_MODEL_ASSERTS != 0, model_open,
    model_close,          model_settle,      model_edge,                model_failure,
    model_wave_open,      model_wave_dump,   model_find,
};

} // namespace

/* Everything Verilator prints. The first lines are kept: they name the assertion. */
extern "C" void flexsa_model_printf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (running) {
        running->ever_failed = true;
        unsigned room = sizeof running->failure - running->failure_length;
        int length = room > 1 ? vsnprintf(running->failure + running->failure_length, room, format, args) : 0;
        if (length > 0)
            running->failure_length += static_cast<unsigned>(length) < room ? static_cast<unsigned>(length) : room - 1;
    } else {
        vfprintf(stderr, format, args);
    }
    va_end(args);
}

extern "C" const rtl_model_ops *flexsa_rtl_model(void)
{
    return &ops;
}
