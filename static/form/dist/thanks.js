(()=>{try{Object.keys(sessionStorage).forEach(e=>e.startsWith("jianfu ")&&sessionStorage.removeItem(e))}catch(e){}})();
