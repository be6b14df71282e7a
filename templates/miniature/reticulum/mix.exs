defmodule Ret.Mixfile do
  use Mix.Project

  def project do
    [app: :ret, version: "1.0.0", elixir: "~> 1.11", start_permanent: Mix.env() == :prod, deps: deps()]
  end

  defp deps do
    []
  end
end
