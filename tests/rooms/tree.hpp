// The project's own text, read once: path from the project's root -> content. What is made, brought or binary is left out.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace claimpack::rooms {

using Tree = std::map<std::string, std::string>;
using Complaints = std::vector<std::string>;  // "file:line: what is wrong", empty where nothing is

Tree read_tree(const std::string& root);

std::vector<std::string> lines_of(const std::string& text);
bool starts_with(const std::string& text, const std::string& start);
bool ends_with(const std::string& text, const std::string& end);
std::string joined(const Complaints& complaints);  // one a line, for a test's message

}  // namespace claimpack::rooms
