defmodule Ret.Repo.Migrations.CreateTableIds do
  use Ecto.Migration

  # Ids grow beyond 2^53, as in life: a client that parses them as numbers shows it at once.
  def change do
    execute("""
    CREATE SCHEMA IF NOT EXISTS ret0;
    CREATE SEQUENCE ret0.table_id_seq START 2430890964387102720;
    """)
  end
end
