#include "pack/read_back.hpp"

#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr only, as qpdf 11 asks to be told
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include <stdexcept>
#include <string_view>

#include "pack/station_key.hpp"

namespace claimpack::pack {
namespace {

std::string_view view(const std::shared_ptr<Buffer>& buffer) {
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

PageSeen page_seen(QPDFObjectHandle page) {
  QPDFObjectHandle resources = page.getKey("/Resources");
  if (!resources.isDictionary()) return {};
  QPDFObjectHandle images = resources.getKey("/XObject");
  if (!images.isDictionary() || !images.getKey("/I").isStream()) return {};
  return {sha256_hex(view(images.getKey("/I").getRawStreamData()))};
}

}  // namespace

PacketSeen read_back(const std::string& bytes) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.setAttemptRecovery(false);
  pdf.processMemoryFile("packet.pdf", bytes.data(), bytes.size());
  PacketSeen seen;
  for (const auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) seen.pages.push_back(page_seen(page.getObjectHandle()));
  for (const auto& [name, file] : QPDFEmbeddedFileDocumentHelper(pdf).getEmbeddedFiles()) {
    QPDFObjectHandle stream = file->getEmbeddedFileStream();
    if (stream.isStream()) seen.attachments[name] = view(stream.getStreamData());
  }
  if (const auto warnings = pdf.getWarnings(); !warnings.empty()) throw std::runtime_error(warnings.front().what());
  return seen;
}

}  // namespace claimpack::pack
