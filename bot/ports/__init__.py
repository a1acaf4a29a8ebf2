"""What the core needs of the outside, one Protocol per file. Implemented in adapters/, faked in tests/fakes/."""
