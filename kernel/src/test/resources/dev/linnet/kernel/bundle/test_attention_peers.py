"""Tests attention-peers.py without a GPU: the first argument is its path. Stand-ins record what they are asked for."""
import contextlib
import importlib.util
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

spec = importlib.util.spec_from_file_location("peers", sys.argv.pop(1))
peers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peers)


class Peers(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.said = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.warned = self.enterContext(contextlib.redirect_stderr(io.StringIO()))
        self.torch = mock.MagicMock(__version__="2")
        self.torch.cuda.Event.return_value.elapsed_time.return_value = 3.0
        self.fla = mock.MagicMock(__version__="0.5")
        self.modules = {"torch": self.torch, "fla": self.fla}
        for name in peers.RULES.values():
            self.modules["fla.ops." + name] = mock.MagicMock()

    def ours(self, rows):
        (self.folder / "attention.json").write_text(json.dumps({"GPU": "H", "Measured on": "today", "rows": rows}))

    def main(self):
        with mock.patch.dict(sys.modules, self.modules):
            return peers.main([str(self.folder)])

    def test_wrong_use_and_help(self):
        self.assertEqual(2, peers.main(["a", "b"]))
        self.assertEqual(0, peers.main(["--help"]))
        self.assertIn("attention-peers.py [RESULTS]", self.said.getvalue())

    def test_without_times_of_ours_it_says_how_to_get_them(self):
        self.assertEqual(2, self.main())
        self.assertIn(f"run ./gpu-bench --attention --out '{self.folder}' first.", self.warned.getvalue())

    def test_what_is_missing_is_said_in_a_sentence(self):
        self.ours([])
        self.torch.cuda.is_available.return_value = False
        self.assertEqual(3, self.main())
        self.modules["torch"] = None
        self.assertEqual(3, self.main())
        self.assertEqual("attention-peers: PyTorch finds no GPU here.\nattention-peers: PyTorch and flash-linear-attention are"
                         " needed, and something is missing: import of torch halted; None in sys.modules.\n",
                         self.warned.getvalue())

    def test_all_shapes_are_timed_beside_ours(self):
        self.ours([{"what": f"{rule}, width {width}, {steps} steps, {which}", "median": 1.5} for rule in peers.RULES
                   for width in peers.WIDTHS for steps in peers.BATCHES for which in peers.PASSES])
        self.assertEqual(0, self.main(), self.warned.getvalue())
        table = (self.folder / "attention-peers.md").read_text()
        self.assertEqual(table, self.said.getvalue())
        self.assertEqual(30, table.count("| 1.500 | 3.000 | 2.00x | 1.500 | 3.000 | 2.00x |"))
        self.assertIn("| DeltaProduct | 128 | 32,768 | 1.500", table)
        product = self.modules["fla.ops.gated_delta_product"].chunk_gated_delta_product
        self.assertEqual(6 * 2 * (peers.WARM + peers.RUNS), product.call_count)
        self.assertEqual({"q", "k", "v", "g", "beta", "initial_state", "num_householder", "scale", "output_final_state"},
                         set(product.call_args.kwargs))
        retention = self.modules["fla.ops.retention"].chunk_retention
        self.assertEqual({"q", "k", "v", "initial_state", "scale", "output_final_state"}, set(retention.call_args.kwargs))

    def test_what_cannot_be_timed_leaves_its_cells_empty(self):
        self.ours([{"what": "GLA, width 64, 2048 steps, forward", "median": 1},
                   {"what": "DeltaNet, width 64, 2048 steps, forward", "median": None}])
        self.modules["fla.ops.gla"].chunk_gla.side_effect = RuntimeError("not on this GPU")
        self.assertEqual(1, self.main())
        self.assertIn("| GLA | 64 | 2,048 | 1.000 |  |  |  |  |  |\n", self.said.getvalue())
        self.assertIn("| DeltaNet | 64 | 2,048 |  | 3.000 |  |  | 3.000 |  |\n", self.said.getvalue())
        self.assertIn("GLA, width 64, 2048 steps, forward: not timed: not on this GPU\n", self.warned.getvalue())


if __name__ == "__main__":
    unittest.main()
