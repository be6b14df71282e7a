// The build of the miniature scene editor, in the shape of the real one's.
const fs = require("fs");
const path = require("path");
const dotenv = require("dotenv");

if (process.env.NODE_ENV === "production") {
  dotenv.config({ path: path.join(__dirname, ".env.prod") });
} else if (process.env.NODE_ENV === "test") {
  dotenv.config({ path: path.join(__dirname, ".env.test") });
}
dotenv.config({ path: path.join(__dirname, ".env") });
dotenv.config({ path: path.join(__dirname, ".env.defaults") });

const cors = require("cors");
const HTMLWebpackPlugin = require("html-webpack-plugin");
const webpack = require("webpack");

function createHTTPSConfig() {
  const folder = path.join(__dirname, "certs");
  if (!fs.existsSync(folder)) {
    throw new Error("certs/ is missing: it holds key.pem and cert.pem");
  }
  return { key: fs.readFileSync(path.join(folder, "key.pem")), cert: fs.readFileSync(path.join(folder, "cert.pem")) };
}

const defaultHostName = "hubs.local";
const host = process.env.HOST_IP || defaultHostName;
const port = process.env.HOST_PORT || 9090;
const internalHostname = process.env.INTERNAL_HOSTNAME || defaultHostName;

module.exports = env => {
  return {
    entry: { entry: path.join(__dirname, "src", "index.js") },
    output: {
      filename: "assets/js/[name].js",
      publicPath: process.env.BASE_ASSETS_PATH || "/"
    },
    devServer: {
      https: createHTTPSConfig(),
      historyApiFallback: true,
      port,
      host: process.env.HOST_IP || "0.0.0.0",
      public: `${host}:${port}`,
      publicPath: process.env.BASE_ASSETS_PATH || "",
      allowedHosts: [host, internalHostname],
      headers: { "Access-Control-Allow-Origin": "*" },
      before: app => {
        // be flexible with people accessing via a local reticulum on another port
        app.use(cors({ origin: /hubs\.local(:\d*)?$/ }));
        app.head("*", (req, res, next) => {
          if (req.method === "HEAD") {
            res.send("");
          } else {
            next();
          }
        });
      }
    },
    plugins: [
      new HTMLWebpackPlugin({ filename: "index.html", title: "Miniature Spoke", chunks: ["entry"] }),
      new webpack.EnvironmentPlugin({
        NODE_ENV: "development",
        RETICULUM_SERVER: undefined,
        THUMBNAIL_SERVER: "",
        HUBS_SERVER: undefined,
        CORS_PROXY_SERVER: null,
        BASE_ASSETS_PATH: "",
        NON_CORS_PROXY_DOMAINS: "",
        ROUTER_BASE_PATH: "",
        GITHUB_PUBLIC_TOKEN: ""
      })
    ]
  };
};
