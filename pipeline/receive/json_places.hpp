// Where values stand in a JSON text, for messages that a person can follow.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace claimpack::receive {

// Byte offsets of all values by JSON pointer ("", "/filing", "/filing/regions/0"). `json` must be well-formed JSON;
// values nested deeper than 64 are left out. Of keys that occur twice the last counts, as the parser takes it.
std::map<std::string, std::size_t> json_places(const std::string& json);

// "name:line:column" of a byte; both count from 1, columns in characters.
std::string place_at(const std::string& name, const std::string& text, std::size_t byte);

}  // namespace claimpack::receive
