"""The Rezolve vendor API of the sandbox: what its pages say, over the shared ticket store."""
