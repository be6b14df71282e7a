// The build of the miniature admin panel, in the shape of the real one's.
const fs = require("fs");
const path = require("path");
const cors = require("cors");
const dotenv = require("dotenv");
const HTMLWebpackPlugin = require("html-webpack-plugin");
const webpack = require("webpack");

function createHTTPSConfig() {
  const folder = path.join(__dirname, "certs");
  if (!fs.existsSync(folder)) {
    // The real panel makes itself a pair for these names.
    const altNames = [
      { type: 2, value: "localhost" },
      { type: 2, value: "hubs.local" }
    ];
    throw new Error(`certs/ is missing: key.pem and cert.pem for ${altNames.map(name => name.value).join(" and ")}`);
  }
  return { key: fs.readFileSync(path.join(folder, "key.pem")), cert: fs.readFileSync(path.join(folder, "cert.pem")) };
}

module.exports = (env, argv) => {
  env = env || {};

  dotenv.config({ path: ".env" });
  dotenv.config({ path: ".defaults.env" });

  if (env.local) {
    Object.assign(process.env, {
      HOST: "hubs.local",
      RETICULUM_SOCKET_SERVER: "hubs.local",
      CORS_PROXY_SERVER: "hubs-proxy.local:4000",
      NON_CORS_PROXY_DOMAINS: "hubs.local,dev.reticulum.io",
      BASE_ASSETS_PATH: "https://hubs.local:8989/",
      RETICULUM_SERVER: "hubs.local:4000",
      POSTGREST_SERVER: "",
      ITA_SERVER: "turkey",
      TIER: "p1"
    });
  }

  const host = process.env.HOST_IP || "hubs.local";

  const internalHostname = process.env.INTERNAL_HOSTNAME || "hubs.local";

  return {
    mode: argv.mode,
    entry: { admin: path.join(__dirname, "src", "admin.js") },
    output: {
      filename: "assets/js/[name].js",
      publicPath: process.env.BASE_ASSETS_PATH || ""
    },
    devServer: {
      server: { type: "https", options: createHTTPSConfig() },
      host: process.env.HOST_IP || "0.0.0.0",
      port: process.env.PORT || "8989",
      allowedHosts: [host, internalHostname],
      headers: { "Access-Control-Allow-Origin": "*" },
      setupMiddlewares: (middlewares, { app }) => {
        // be flexible with people accessing via a local reticulum on another port
        app.use(cors({ origin: /hubs\.local(:\d*)?$/ }));
        app.head("*", (req, res, next) => {
          if (req.method === "HEAD") {
            res.send("");
          } else {
            next();
          }
        });
        return middlewares;
      }
    },
    plugins: [
      new HTMLWebpackPlugin({ filename: "admin.html", title: "Miniature admin panel", chunks: ["admin"] }),
      new webpack.DefinePlugin({
        "process.env": JSON.stringify({
          NODE_ENV: argv.mode,
          BASE_ASSETS_PATH: process.env.BASE_ASSETS_PATH,
          RETICULUM_SERVER: process.env.RETICULUM_SERVER,
          RETICULUM_SOCKET_SERVER: process.env.RETICULUM_SOCKET_SERVER,
          CORS_PROXY_SERVER: process.env.CORS_PROXY_SERVER,
          POSTGREST_SERVER: process.env.POSTGREST_SERVER,
          ITA_SERVER: process.env.ITA_SERVER,
          TIER: process.env.TIER
        })
      })
    ]
  };
};
