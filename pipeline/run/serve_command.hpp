// `claimpack serve`: the review station.
#pragma once

#include "run/commands.hpp"

namespace claimpack::run {

struct ServeOptions {
  WatchOptions watch;
  // What is empty, or below 0, is as the settings say (ServeSettings).
  std::string listen;
  std::filesystem::path certificate, key;  // PEM; needed where others than this machine are served
  std::vector<std::string> names;          // by which browsers may call this machine
  std::filesystem::path web;               // the page's files; empty: web/dist beside templates/
  std::string four_eyes;                   // claims of more than so many yuan need two people; empty: none for their amount
  double sample_share = -1;                // of accepted fields, read again blind
};
Exit serve_command(ServeOptions options, const Common& common);

}  // namespace claimpack::run
