-- What the bot remembers. Bodies are JSON kept as text: nothing inside them is ever searched, and jsonb refuses
-- the NUL characters a hostile client may send.

CREATE TABLE receipts (
    id          text PRIMARY KEY,
    channel     text NOT NULL,
    workspace   text NOT NULL,
    key         text NOT NULL,
    account     text NOT NULL,
    body        text,                              -- the inbound; NULL once it is done with
    surface     text,                              -- where the answer went so far; NULL once it is done with
    attempts    integer NOT NULL DEFAULT 0,
    replied     integer NOT NULL DEFAULT 0,
    outcome     text,
    accepted_at timestamptz NOT NULL,
    finished_at timestamptz,
    UNIQUE (channel, workspace, key)
);
CREATE INDEX receipts_accepted ON receipts (accepted_at);
CREATE INDEX receipts_account ON receipts (account);

CREATE TABLE effects (
    receipt  text NOT NULL,
    step     text NOT NULL,
    began_at timestamptz NOT NULL,
    result   text,                                 -- NULL: begun, and what became of it is not known
    PRIMARY KEY (receipt, step)
);
CREATE INDEX effects_began ON effects (began_at);

CREATE TABLE forms (
    token      text PRIMARY KEY,
    owner      text NOT NULL,
    body       text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX forms_expiry ON forms (expires_at);
CREATE INDEX forms_owner ON forms (owner);

CREATE TABLE tracked_messages (
    channel      text NOT NULL,
    workspace    text NOT NULL,
    conversation text NOT NULL,
    message      text NOT NULL,
    connection   text NOT NULL,
    ticket       text NOT NULL,
    audience     text NOT NULL,
    locale       text,
    time_zone    text NOT NULL,
    tracked_at   timestamptz NOT NULL,
    PRIMARY KEY (channel, workspace, conversation, message)
);
CREATE INDEX tracked_messages_ticket ON tracked_messages (connection, ticket);
CREATE INDEX tracked_messages_age ON tracked_messages (tracked_at);

CREATE TABLE accounts (
    key        text PRIMARY KEY,
    channel    text NOT NULL,
    workspace  text NOT NULL,
    account    text NOT NULL,
    email      text,
    facts      jsonb NOT NULL DEFAULT '{}',        -- how the account is reached, in the channel's own words
    greeted_at timestamptz,
    seen_at    timestamptz NOT NULL
);
CREATE INDEX accounts_email ON accounts (channel, workspace, email) WHERE email IS NOT NULL;

CREATE TABLE watch_cursors (
    connection text PRIMARY KEY,
    cursor     text NOT NULL
);

CREATE TABLE ticket_snapshots (
    connection text NOT NULL,
    ticket     text NOT NULL,
    body       text NOT NULL,
    due_at     timestamptz,                        -- NULL: no deadline that is still to be told of
    is_over    boolean NOT NULL,
    seen_at    timestamptz NOT NULL,
    PRIMARY KEY (connection, ticket)
);
-- the next due batch out of a million is a walk along this index
CREATE INDEX ticket_snapshots_due ON ticket_snapshots (connection, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX ticket_snapshots_over ON ticket_snapshots (seen_at) WHERE is_over;

CREATE TABLE notices (
    id            text PRIMARY KEY,
    connection    text NOT NULL,
    event_key     text NOT NULL,
    destination   text NOT NULL,
    kind          text NOT NULL,
    ticket_number text NOT NULL,
    body          text,                            -- the notice; NULL once its text is too old to keep
    state         text NOT NULL DEFAULT 'queued',
    reason        text,
    attempts      integer NOT NULL DEFAULT 0,
    is_repeat     boolean NOT NULL DEFAULT false,  -- an earlier attempt may have posted it
    conversation  text,
    message       text,
    happened_at   timestamptz NOT NULL,
    delivered_at  timestamptz,
    updated_at    timestamptz NOT NULL,
    UNIQUE (connection, event_key, destination)
);
CREATE INDEX notices_latest ON notices (updated_at DESC, id);
CREATE INDEX notices_ticket ON notices (ticket_number, updated_at DESC);
CREATE INDEX notices_state ON notices (state, updated_at DESC);

CREATE TABLE acts (
    connection text NOT NULL,
    ticket     text NOT NULL,
    field      text NOT NULL,
    value      text NOT NULL,
    actor      text NOT NULL,
    acted_at   timestamptz NOT NULL
);
CREATE INDEX acts_of_ticket ON acts (connection, ticket, acted_at DESC);
CREATE INDEX acts_age ON acts (acted_at);

-- procrastinate asks for each job whether its lock is taken, and we ask when the next postponed job is due:
-- with these both answers are one step, also with thousands of jobs waiting
CREATE INDEX procrastinate_jobs_by_lock ON procrastinate_jobs (lock)
    WHERE status = ANY (ARRAY['todo'::procrastinate_job_status, 'doing'::procrastinate_job_status]);
CREATE INDEX procrastinate_jobs_by_time ON procrastinate_jobs (queue_name, scheduled_at)
    WHERE status = 'todo'::procrastinate_job_status AND scheduled_at IS NOT NULL;
