-- Which change of its ticket a message shows, so that it is not drawn anew for a change it shows already.
ALTER TABLE tracked_messages ADD COLUMN as_of timestamptz;
