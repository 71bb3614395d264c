#!/usr/bin/env python3
"""Times flash-linear-attention beside Linnet's kernels: attention-peers.py [RESULTS]

RESULTS is the folder that `./gpu-bench --attention --out RESULTS` left; without it: gpu-results. Needs PyTorch, a GPU and
flash-linear-attention. Prints a table of milliseconds and writes it to RESULTS/attention-peers.md.
Ends with 0 where all was timed, 1 where something was not, 2 where used wrongly, 3 where something needed is missing.
"""
import importlib
import json
import pathlib
import statistics
import sys

HEADS = 16
BATCHES = {2048: 4, 8192: 2, 32768: 2}
WIDTHS = (128, 64)
RULES = {"retention": "retention", "GLA": "gla", "DeltaNet": "delta_rule", "gated DeltaNet": "gated_delta_rule",
         "DeltaProduct": "gated_delta_product"}
PASSES = ("forward", "forward and backward")
WARM = 3
RUNS = 15
# The cache is overwritten so often that the host has launched everything before the GPU is done with that.
COLD_BYTES = 256 << 20
COLD_TIMES = 64


class Case:
    """One of their functions with inputs distributed as ours: [batch, time, heads, width]."""

    def __init__(self, torch, function, rule, width, steps):
        batch = BATCHES[steps]
        writes = 2 if rule == "DeltaProduct" else 1
        torch.manual_seed(1)

        def uniform(low, high, *shape, dtype=torch.float32):
            return torch.empty(shape, device="cuda").uniform_(low, high).to(dtype)

        def rows(many):
            return uniform(-1, 1, batch, many, HEADS, width, dtype=torch.bfloat16)

        def state():
            return uniform(-1, 1, batch, HEADS, width, width)

        self.torch = torch
        self.function = function
        self.inputs = {"q": rows(steps), "k": torch.nn.functional.normalize(rows(steps * writes), dim=-1),
                       "v": rows(steps * writes), "initial_state": state()}
        if rule == "GLA":
            self.inputs["g"] = uniform(-0.1, 0, batch, steps, HEADS, width)
        elif rule in ("gated DeltaNet", "DeltaProduct"):
            self.inputs["g"] = uniform(-0.1, 0, batch, steps, HEADS)
        if "Delta" in rule:
            self.inputs["beta"] = uniform(0, 1, batch, steps * writes, HEADS, dtype=torch.bfloat16)
        for tensor in self.inputs.values():
            tensor.requires_grad_()
        self.options = {"num_householder": writes} if writes > 1 else {}
        self.gradients = (rows(steps), state())

    def forward(self):
        return self.function(**self.inputs, **self.options, scale=self.inputs["q"].shape[-1] ** -0.5,
                             output_final_state=True)

    def run(self, which):
        if which == "forward":
            with self.torch.no_grad():
                self.forward()
        else:
            self.torch.autograd.grad(self.forward(), list(self.inputs.values()), self.gradients, allow_unused=True)


def milliseconds(torch, run):
    """The GPU's own, in the middle of all runs."""
    cold = torch.empty(COLD_BYTES, dtype=torch.int8, device="cuda")
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    times = []
    for _ in range(WARM + RUNS):
        for _ in range(COLD_TIMES):
            cold.zero_()
        begin.record()
        run()
        end.record()
        torch.cuda.synchronize()
        times.append(begin.elapsed_time(end))
    return statistics.median(times[WARM:])


def row(rule, width, steps, ours, theirs):
    """A row of the table; ours and theirs are milliseconds of each pass, None where there are none."""
    cells = [rule, str(width), f"{steps:,}"]
    for own, other in zip(ours, theirs):
        cells += ["" if time is None else f"{time:.3f}" for time in (own, other)]
        cells.append(f"{other / own:.2f}x" if own and other else "")
    return "| " + " | ".join(cells) + " |"


def table(torch, functions, ours, say):
    """Says a row at a time; whether all of them are full."""
    full = True
    say("| rule | width | steps | forward, ours | theirs | | forward and backward, ours | theirs | |")
    say("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for rule, function in functions.items():
        for width in WIDTHS:
            for steps in BATCHES:
                theirs = []
                for which in PASSES:
                    try:
                        case = Case(torch, function, rule, width, steps)
                        theirs.append(milliseconds(torch, lambda: case.run(which)))
                    except Exception as failure:  # their refusals have many types
                        print(f"{rule}, width {width}, {steps} steps, {which}: not timed: {failure}", file=sys.stderr)
                        theirs.append(None)
                own = [ours.get(f"{rule}, width {width}, {steps} steps, {which}") for which in PASSES]
                full = full and None not in own + theirs
                say(row(rule, width, steps, own, theirs))
    return full


def main(arguments):
    if len(arguments) > 1 or arguments[:1] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0 if len(arguments) == 1 else 2
    folder = pathlib.Path(arguments[0] if arguments else "gpu-results")
    try:
        results = json.loads((folder / "attention.json").read_text())
    except (OSError, ValueError) as failure:
        print(f"attention-peers: there are no times of ours ({failure}); run ./gpu-bench --attention --out '{folder}' first.",
              file=sys.stderr)
        return 2
    try:
        torch = importlib.import_module("torch")
        if not torch.cuda.is_available():
            print("attention-peers: PyTorch finds no GPU here.", file=sys.stderr)
            return 3
        fla = importlib.import_module("fla")
        functions = {rule: getattr(importlib.import_module("fla.ops." + name), "chunk_" + name)
                     for rule, name in RULES.items()}
    except (ImportError, AttributeError) as failure:
        print(f"attention-peers: PyTorch and flash-linear-attention are needed, and something is missing: {failure}.",
              file=sys.stderr)
        return 3
    lines = []

    def say(line):
        print(line, flush=True)
        lines.append(line)

    say(f"- Ours: {results.get('GPU')}, {results.get('Measured on')}")
    say(f"- Theirs: {torch.cuda.get_device_name()}, flash-linear-attention {fla.__version__}, PyTorch {torch.__version__}")
    say("")
    full = table(torch, functions, {each["what"]: each["median"] for each in results["rows"]}, say)
    (folder / "attention-peers.md").write_text("\n".join(lines) + "\n")
    return 0 if full else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
