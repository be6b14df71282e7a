defmodule Ret.Repo.Migrations.CreateAppConfigs do
  use Ecto.Migration

  def change do
    execute("""
    CREATE TABLE app_configs (
      app_config_id bigint PRIMARY KEY DEFAULT nextval('ret0.table_id_seq'),
      key varchar(255) NOT NULL UNIQUE,
      value jsonb,
      inserted_at timestamp(0) NOT NULL DEFAULT now(),
      updated_at timestamp(0) NOT NULL DEFAULT now()
    );
    """)
  end
end
