-- Codes and names of organisations as somebody may write them: the expressions of ledger::input::resolve.
CREATE INDEX org_called_name ON org (lower(replace(replace(name, ' ', ''), '　', '')));
CREATE INDEX org_called_code ON org (lower(replace(replace(code, ' ', ''), '　', '')));
