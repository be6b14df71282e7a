defmodule Ret.Repo.Migrations.AdminSchemaInit do
  use Ecto.Migration

  # Roles belong to the whole cluster and survive a dropped database, hence the questions before each.
  def change do
    postgrest_password = Application.get_env(:ret, __MODULE__)[:postgrest_password]

    execute("""
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'postgrest_anonymous') THEN
        CREATE ROLE postgrest_anonymous NOLOGIN;
      END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ret_admin') THEN
        CREATE ROLE ret_admin NOLOGIN;
      END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'postgrest_authenticator') THEN
        CREATE ROLE postgrest_authenticator LOGIN NOINHERIT PASSWORD '#{postgrest_password}';
      END IF;
    END $$;
    GRANT postgrest_anonymous, ret_admin TO postgrest_authenticator;
    CREATE SCHEMA ret0_admin;
    CREATE VIEW ret0_admin.accounts AS
      SELECT account_id AS id, account_id::text AS _text_id, min_token_issued_at, is_admin, state, inserted_at, updated_at
      FROM accounts;
    CREATE VIEW ret0_admin.scenes AS
      SELECT scene_id AS id, scene_id::text AS _text_id, scene_sid, name, slug, account_id, state, inserted_at, updated_at
      FROM scenes;
    CREATE VIEW ret0_admin.hubs AS
      SELECT hub_id AS id, hub_id::text AS _text_id, hub_sid, name, slug, host, scene_id, entry_mode, inserted_at, updated_at
      FROM hubs;
    GRANT USAGE ON SCHEMA ret0_admin TO ret_admin;
    GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ret0_admin TO ret_admin;
    """)
  end
end
