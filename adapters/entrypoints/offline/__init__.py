"""The offline world as a product: the demo, the sandbox alone, and the terminal chat."""
