defmodule Ret.Repo.Migrations.CreateHubs do
  use Ecto.Migration

  def change do
    execute("""
    CREATE TABLE hubs (
      hub_id bigint PRIMARY KEY DEFAULT nextval('ret0.table_id_seq'),
      hub_sid varchar(255) NOT NULL UNIQUE,
      name varchar(255) NOT NULL,
      slug varchar(255) NOT NULL,
      host varchar(255),
      scene_id bigint,
      creator_assignment_token varchar(255),
      embed_token varchar(255),
      entry_mode varchar(255) NOT NULL DEFAULT 'allow',
      inserted_at timestamp(0) NOT NULL DEFAULT now(),
      updated_at timestamp(0) NOT NULL DEFAULT now()
    );
    """)
  end
end
