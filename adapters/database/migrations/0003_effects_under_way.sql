-- Since when a write may still be worked on elsewhere, so that it is not sent again too soon.
ALTER TABLE effects ADD COLUMN under_way_since timestamptz;
