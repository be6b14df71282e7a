defmodule Ret.Repo.Migrations.CreateScenes do
  use Ecto.Migration

  def change do
    execute("""
    CREATE TABLE scenes (
      scene_id bigint PRIMARY KEY DEFAULT nextval('ret0.table_id_seq'),
      scene_sid varchar(255) NOT NULL UNIQUE,
      name varchar(255) NOT NULL,
      slug varchar(255) NOT NULL,
      account_id bigint REFERENCES accounts,
      state varchar(255) NOT NULL DEFAULT 'active',
      inserted_at timestamp(0) NOT NULL DEFAULT now(),
      updated_at timestamp(0) NOT NULL DEFAULT now()
    );
    """)
  end
end
