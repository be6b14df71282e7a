defmodule Ret.Repo.Migrations.CreateAccounts do
  use Ecto.Migration

  def change do
    execute("""
    CREATE TABLE accounts (
      account_id bigint PRIMARY KEY DEFAULT nextval('ret0.table_id_seq'),
      min_token_issued_at timestamp(0) NOT NULL DEFAULT '1970-01-01',
      is_admin boolean,
      state varchar(255) NOT NULL DEFAULT 'enabled',
      inserted_at timestamp(0) NOT NULL DEFAULT now(),
      updated_at timestamp(0) NOT NULL DEFAULT now()
    );
    CREATE TABLE logins (
      login_id bigint PRIMARY KEY DEFAULT nextval('ret0.table_id_seq'),
      identifier_hash varchar(255) NOT NULL UNIQUE,
      account_id bigint NOT NULL REFERENCES accounts,
      inserted_at timestamp(0) NOT NULL DEFAULT now(),
      updated_at timestamp(0) NOT NULL DEFAULT now()
    );
    CREATE TABLE login_tokens (
      login_token_id bigint PRIMARY KEY DEFAULT nextval('ret0.table_id_seq'),
      token varchar(255) NOT NULL UNIQUE,
      identifier_hash varchar(255) NOT NULL,
      payload_key varchar(255),
      inserted_at timestamp(0) NOT NULL DEFAULT now(),
      updated_at timestamp(0) NOT NULL DEFAULT now()
    );
    """)
  end
end
