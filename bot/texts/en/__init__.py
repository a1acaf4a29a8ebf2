"""The English sentences, one file per part of the product; each file holds one mapping named SENTENCES."""
