try { Object.keys(sessionStorage).forEach(k => k.startsWith("jianfu ") && sessionStorage.removeItem(k)) } catch (_) {}
