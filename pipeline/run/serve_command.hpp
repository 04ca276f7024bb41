// `claimpack serve`: the review station.
#pragma once

#include "run/commands.hpp"

namespace claimpack::run {

struct ServeOptions {
  WatchOptions watch;
  std::string listen = "127.0.0.1:8640";
  std::filesystem::path certificate, key;  // PEM; needed where others than this machine are served
  std::vector<std::string> names;          // by which browsers may call this machine
  std::filesystem::path web;               // the page's files; empty: web/dist beside templates/
  std::string four_eyes;                   // claims of more than so many yuan need two people; empty: none for their amount
  double sample_share = 0.01;              // of accepted fields, read again blind
};
Exit serve_command(ServeOptions options, const Common& common);

}  // namespace claimpack::run
