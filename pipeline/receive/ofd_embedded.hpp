// The data that an OFD carries beside its pages: attached XML, index terms, names and values of its document.
#pragma once

#include <vector>

#include "core/page.hpp"
#include "receive/ofd_document.hpp"

namespace claimpack::receive {

// Attachments that are XML; custom tags, with what they point at on the pages put in; custom data; who signed.
std::vector<core::EmbeddedData> load_embedded(const OfdPackage& package, const OfdDocument& document);

// Every text and attribute below `root` by its path (core::EmbeddedData).
std::vector<std::pair<std::string, std::string>> flat_values(const pugi::xml_node& root);

}  // namespace claimpack::receive
