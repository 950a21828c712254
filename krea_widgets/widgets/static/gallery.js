/* made by "npm run build" from sources 907c5a6995ce9e8f */
function z(n,t){let e=new Map,s=new Map,i=0;function o(a,r){if(!a||a.view&&a.view!==t.token)return;let c=(r||[]).map(ct),h=a.id&&a.view?e.get(a.id):null;if(h)h(
a,c);else for(let u of s.get(a.kind)||[])u(a,c)}let l={newId:()=>`${t.token}-${++i}`,send(a,r={},c=void 0){n.send({kind:a,view:t.token,...r},void 0,c)},on(a,r){
s.set(a,[...s.get(a)||[],r])},follow(a,r){return e.set(a,r),()=>e.delete(a)},request(a,r={},c=void 0){let h=l.newId();return new Promise(u=>{l.follow(h,(w,b)=>{
e.delete(h),u({...w,parts:b})}),l.send(a,{...r,id:h},c)})}};return n.on("msg:custom",o),t.onEnd(()=>{n.off("msg:custom",o),e.clear(),s.clear()}),l}function P(n,t,e,s=3e3){e()||(t(),n.later(()=>P(n,t,e,2*s),s))}function ct(n){return n instanceof ArrayBuffer?new Uint8Array(n):new Uint8Array(n.buffer,n.byteOffset,n.byteLength)}var W="http://www.w3.org/2000/svg",dt={check:"M3.5 8.5l3 3 6-6.5",close:"M4 4l8 8M12 4l-8 8",dice:"M3 3h10v10H3zM5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M1\
0.4 10.4h.01",picture:"M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10.6 6.4h.01",plus:"M8 3.5v9M3.5 8h9",full:"M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10\
M6 13.5H2.5V10",loop:"M3 8.5V7a2.5 2.5 0 0 1 2.5-2.5H12M10 2.5l2 2-2 2M13 7.5V9a2.5 2.5 0 0 1-2.5 2.5H4M6 13.5l-2-2 2-2",minus:"M3.5 8h9",next:"M4.5 3.5L9.5 8l-\
5 4.5zM12 3.5v9",pause:"M5.5 3.5v9M10.5 3.5v9",play:"M5 3.2L12.5 8 5 12.8z",previous:"M11.5 3.5L6.5 8l5 4.5zM4 3.5v9",quiet:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM1\
0.5 6.2l3.5 3.6M14 6.2l-3.5 3.6",sound:"M2.5 6.2h2.3L8 3.5v9L4.8 9.8H2.5zM10.4 6a2.8 2.8 0 0 1 0 4M12.2 4.3a5.2 5.2 0 0 1 0 7.4",star:"M8 2.2l1.75 3.6 3.95.55-2\
.87 2.77.7 3.93L8 11.2l-3.53 1.85.7-3.93L2.3 6.35l3.95-.55z",swap:"M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"},ut=["button","select","summary",
"a","video","pre"],pt=["radio","range","checkbox","file"];function ft(n){return function(e,s,...i){let[o,...l]=e.split("."),a=document.createElement(o);l.length&&
(a.className=l.join(" ")),o==="button"&&a.setAttribute("type","button"),(ut.includes(o)||pt.includes(s?.type))&&(a.dataset.lmSuppressShortcuts="true");for(let[r,
c]of Object.entries(s||{}))c==null||c===!1||(r.startsWith("on")?a.addEventListener(r.slice(2),c,{signal:n}):r==="value"||r==="checked"||r==="muted"||r==="indete\
rminate"?a[r]=c:a.setAttribute(r,c===!0?"":String(c)));return a.append(...i.flat(2).filter(r=>r!=null&&r!==!1)),a}}function y(n){let t=document.createElementNS(
W,"svg");t.setAttribute("viewBox","0 0 16 16"),t.setAttribute("class","kw-icon"),t.setAttribute("aria-hidden","true");let e=document.createElementNS(W,"path");return e.
setAttribute("d",dt[n]),t.append(e),t}function j(){let n=new AbortController,t=new Set,e={signal:n.signal,h:ft(n.signal),token:Math.random().toString(36).slice(
2,10),onEnd(s){return t.add(s),()=>t.delete(s)&&s()},later(s,i){let o=setTimeout(()=>{t.delete(l),s()},i),l=()=>clearTimeout(o);return e.onEnd(l)},every(s,i){let o=setInterval(
s,i);return e.onEnd(()=>clearInterval(o))},hold(s){let i=URL.createObjectURL(s);return{href:i,free:e.onEnd(()=>URL.revokeObjectURL(i))}},end(){n.abort();for(let s of t)
s();t.clear()}};return e}function d(n,t){n.textContent!==t&&(n.textContent=t)}function x(){return!!window.matchMedia?.("(prefers-reduced-motion: reduce)").matches}async function G(n,t){try{return await navigator.clipboard.writeText(n),!0}catch{
let e=document.createElement("textarea");e.value=n,e.className="kw-hidden",t.append(e),e.select();let s=document.execCommand("copy");return e.remove(),s}}function K(n,t,e){let{h:s,signal:i}=n,o=t.map(h=>gt(s,h)),l=()=>o.filter(({box:h})=>h.checked&&!h.disabled).map(({name:h})=>h),a=s("span.kw-dim",{role:"status"}),
r=s("button.kw-button",{onclick:async()=>{r.disabled=!0;let h=await e(l());d(a,h.kind==="problem"?h.message:"In the form now. Nothing was sent."),r.disabled=!1}},
"Put into the form"),c=()=>r.disabled=!l().length;for(let{box:h}of o)h.addEventListener("change",c,{signal:i});return c(),s("div.kw-stack",null,s("div",{role:"g\
roup","aria-label":"Fields for the form"},o.map(({el:h})=>h)),s("div.kw-line",null,r,a))}function gt(n,{name:t,label:e,now:s,then:i,same:o,message:l}){let a=n("\
input",{type:"checkbox",checked:!o&&!l,disabled:o||!!l}),r=o?n("span.kw-dim",null,`${i||"none"} · the same`):n("span.kw-preview-change",null,s&&n("del",null,s),
s&&" ",n("ins",null,i||"none"),l&&n("span.kw-dim",null,` ${l}`));return{name:t,box:a,el:n("label.kw-preview-field",null,a,n("span.kw-dim",null,e),r)}}function M(n,t,e){let s=n.h("button.kw-link",{onclick:async()=>{d(s,await G(e(),s.parentNode)?"Copied":"The page cannot copy here"),n.scope.later(()=>d(s,t),2e3)}},
t);return s}function mt(n,t,e,s=()=>{}){let i=l=>{e.hidden=!l,o.setAttribute("aria-expanded",String(l)),s(l)},o=n.h("button.kw-link",{onclick:()=>i(e.hidden)},t);
return e.hidden=!0,o.setAttribute("aria-expanded","false"),{toggle:o,el:e,isOpen:()=>!e.hidden,open:i}}function _(n,{key:t,linked:e}){let{h:s,channel:i}=n,o=s("\
pre.kw-pre",{tabindex:0,"aria-label":"The call"}),l=s("div"),a=M(n,"Copy call",()=>o.textContent),r=mt(n,"Use these settings",s("div.kw-settings-use",null,l,o,a),
async c=>{if(l.replaceChildren(),!c||!e())return;let h=t(),u=await i.request("preview",{key:h});h!==t()||!r.isOpen()||l.replaceChildren(u.kind==="preview"?K(n,u.
fields,w=>i.request("apply",{key:h,names:w})):s("p.kw-error",null,u.message||""))});return{toggle:r.toggle,el:r.el,close:()=>r.open(!1),setCall(c){d(o,c),r.toggle.
hidden=!c}}}function Y(n,t,e,s){for(let i of e)n.on(`change:${i}`,s),t.onEnd(()=>n.off(`change:${i}`,s))}function J({model:n,el:t},e){let s=j(),i={model:n,scope:s,h:s.h,signal:s.signal,page:t.ownerDocument,channel:z(n,s),fallbackClass:`kw-fallback-${String(n.get("_\
fallback_id")).replace(/\W/g,"")}`,active:()=>t.getRootNode().activeElement},o=e(i),l=[s.h("style",null,`.${i.fallbackClass}{display:none}`),o.el];return t.classList.
add("kw-root"),t.append(...l),o.start(),()=>{o.end(),s.end();for(let a of l)a.remove()}}var wt=[["newest","Newest"],["longest","Longest"],["price","Price"],["rating","Rating"]],X=3,kt=120;function Z(n,t){let{h:e,scope:s}=n,i={backend:"",model:"",rated:!1,
winner:!1,failed:!1,deleted:!1},o=new Map,l={all:0,backends:{},models:[],rated:0,winner:0,failed:0,deleted:0},a=!1,r=null,c="",h=e("input.kw-input.kw-g-search",
{type:"search",placeholder:"Search prompt, model or file","aria-label":"Search",autocomplete:"off",spellcheck:"false",maxlength:500,oninput:()=>{r?.(),r=s.later(
S,kt)}}),u=e("select.kw-input.kw-g-sort",{"aria-label":"Order",onchange:S},wt.map(([p,g])=>e("option",{value:p},g))),w=e("div.kw-line.kw-g-chips",{role:"group",
"aria-label":"Filters"}),b=e("button.kw-link.kw-g-more",{"aria-expanded":"false",onclick:()=>(a=!a,$())});function S(){r?.();let p=JSON.stringify(N());p!==c&&(c=
p,t())}function N(){return{...i,text:h.value.trim(),sort:u.value}}function ht(p,g){i[p]=i[p]===g?typeof g=="string"?"":!1:g,(p==="failed"||p==="deleted")&&(i[p===
"failed"?"deleted":"failed"]=!1),$(),S()}function v(p,g,C,k){let f=`${p} ${g}`;if(!o.has(f)){let H=e("span.kw-dim");o.set(f,{el:e("button.kw-chip",{onclick:()=>ht(
p,g)},e("span.kw-g-chip-text",null,C),H),number:H})}let{el:m,number:B}=o.get(f);return d(B,String(k)),m.setAttribute("aria-pressed",String(i[p]===g)),m}function $(){
let p=Object.keys(l.backends).sort(),g=l.models.length>1||i.model?l.models:[],C=g.filter(([f],m)=>a||m<X||f===i.model),k=[...[["rated","Rated"],["winner","Winne\
r"]].map(([f,m])=>(l[f]||i[f])&&v(f,!0,m,l[f])),...(p.length>1||i.backend?p:[]).map(f=>v("backend",f,f==="krea"?"Krea":"Sandbox",l.backends[f])),...C.map(([f,m,
B])=>v("model",f,m,B)),g.length>X+1&&b,(l.failed||i.failed)&&v("failed",!0,"Failed",l.failed),(l.deleted||i.deleted)&&v("deleted",!0,"Deleted",l.deleted)].filter(
Boolean);if(d(b,a?"Fewer models":`${g.length-C.length} more models`),b.setAttribute("aria-expanded",String(a)),k.length!==w.children.length||k.some((f,m)=>f!==w.
children[m])){let f=k.includes(n.active())?n.active():null;w.replaceChildren(...k),f?.focus()}w.hidden=!k.length}return c=JSON.stringify(N()),{el:e("div.kw-stac\
k.kw-g-filters",{role:"search"},e("div.kw-g-ask",null,h,u),w),query:N,isNarrow:()=>!!(h.value.trim()||Object.values(i).some(Boolean)),reset(){h.value="";for(let p of Object.
keys(i))i[p]=typeof i[p]=="string"?"":!1;$(),S(),h.focus()},paint:p=>(l=p,$())}}function Q(n){let t=Math.max(0,Math.floor(n)),e=l=>String(l).padStart(2,"0"),[s,i,o]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60];return s?`${s}:${e(i)}:${e(o)}`:
`${i}:${e(o)}`}function tt(n){let t=new Date(n),e={day:"numeric",month:"short",year:"numeric",hour:"2-digit",minute:"2-digit"};return n&&!isNaN(t.getTime())?t.toLocaleString("\
en-GB",e):""}function et(n,{label:t="",rate:e,win:s,key:i=""}){let o=t&&`: ${t}`,l=[1,2,3,4,5].map(r=>n("button.kw-star",{"aria-label":`${r} of 5 stars${o}`,onclick:()=>e(r)},
y("star"))),a=n("button.kw-button.kw-quiet.kw-winner",{"aria-label":t?`Winner${o}`:null,title:i&&`Key ${i}`,onclick:s},"Winner");return{stars:n("span.kw-stars",
{role:"group","aria-label":`Rating${o}`},l),winner:a,paint(r,c){a.setAttribute("aria-pressed",String(c)),l.forEach((h,u)=>{h.classList.toggle("kw-on",u<r),h.setAttribute(
"aria-pressed",String(u+1===r))})}}}async function I(n,t,{onProgress:e=()=>{},signal:s}={}){let i=[],o=0;for(;;){let l=await n.request("pull",{key:t,offset:o});if(s?.aborted)throw new Error("");if(l.
kind!=="piece")throw new Error(l.message||"The clip cannot be read.");let a=l.parts[0];if(i.push(a),o+=a.byteLength,e(o,l.total),o>=l.total||!a.byteLength)break}
return new Blob(i,{type:"video/mp4"})}function st(n){n.pause(),n.removeAttribute("src"),n.load()}var it="krea-widgets-probe.mp4";function R(n,t){if(!t||(n.base||=yt(document.getElementsByClassName(n.fallbackClass)),!n.base))return"";let e=new URL(n.base);return e.
pathname=e.pathname.slice(0,-it.length)+t,e.href}function yt(n){for(let t of n)for(let e of t.querySelectorAll("video"))if(/^https?:/.test(e.src)&&new URL(e.src).
pathname.endsWith(it))return e.src;return""}function E(n,t,e,{say:s=i=>{}}={}){let i=new AbortController,o=null;async function l(){try{let r=await I(n.channel,e.
key,{signal:i.signal,onProgress:(h,u)=>h<u&&s(`Downloading · ${Math.round(100*h/u)} %`)});if(i.signal.aborted||n.signal.aborted)return;s("");let c=n.scope.hold(
r);o=c,t.addEventListener("error",()=>s("This browser cannot play the clip."),{signal:i.signal,once:!0}),t.src=c.href}catch(r){i.signal.aborted||s(r.message)}}let a=R(
n,e.url);return a?(t.addEventListener("error",l,{signal:i.signal,once:!0}),t.src=a):l(),()=>{i.abort(),st(t),o?.free()}}function U(n,t,e=16/9){let s=Math.max(1,Math.floor((t+12)/(150+(t>700?40:0)+12))),i=Math.floor((t-(s-1)*12)/s),o=Math.round(i/e)+46,l=[],[a,r]=[0,0];for(let[c,h]of n){
c&&l.push({top:a,height:36,start:r,end:r,day:c,count:h}),a+=c?36:0;for(let u=r+h;r<u;r=Math.min(r+s,u))l.push({top:a,height:o,start:r,end:Math.min(r+s,u),day:c}),
a+=o+12}return{columns:s,wide:i,high:o,gap:12,height:Math.max(0,a-12),lines:l,total:r}}function F({lines:n},t,e){let[s,i]=[0,n.length];for(;s<i;){let l=s+i>>1;n[l].
top+n[l].height<=t?s=l+1:i=l}let o=s;for(;o<n.length&&n[o].top<e;)o++;return n.slice(s,o)}function T(n){return n.length?[n[0].start,n[n.length-1].end]:[0,0]}function V(n,[
t,e],s=120){for(;t<e&&n(t);)t++;for(;t<e&&n(e-1);)e--;return t<e?[t,Math.min(e,t+s)]:null}function A({lines:n},t){return n.find(e=>e.start<=t&&t<e.end)||null}function nt(n,t,e,s){
let i=n.total-1;if(i<0)return null;let o={ArrowLeft:-1,ArrowRight:1}[e];if(o)return Math.min(i,Math.max(0,t+o));if(e==="Home")return 0;if(e==="End")return i;let l={
ArrowUp:-1,ArrowDown:1,PageUp:-Math.max(1,Math.floor(s/n.high)),PageDown:Math.max(1,Math.floor(s/n.high))}[e];if(!l)return null;let a=n.lines.filter(h=>h.end>h.
start),r=a.findIndex(h=>h.start<=t&&t<h.end),c=a[Math.min(a.length-1,Math.max(0,r+l))];return Math.min(c.end-1,c.start+t-a[r].start)}function ot(n,t,e){return n.
top<t?Math.max(0,n.top-36):n.top+n.height>t+e?n.top+n.height-e:t}function rt(n,t){let e=Math.round((Date.parse(t)-Date.parse(n))/864e5);if(e===0)return"Today";if(e===
1)return"Yesterday";let s=n.slice(0,4)===t.slice(0,4)?{}:{year:"numeric"};return new Intl.DateTimeFormat("en-GB",{weekday:"long",day:"numeric",month:"long",timeZone:"\
UTC",...s}).format(Date.parse(n)).replace(",","")}function at(n){let t=e=>String(e).padStart(2,"0");return`${n.getFullYear()}-${t(n.getMonth()+1)}-${t(n.getDate())}`}var lt=120,bt=50,vt=180,xt=300;function Mt(n){let t=n.rating?`${n.rating} ${n.rating===1?"star":"stars"}`:"",e=n.length?`${n.length} seconds`:"";return[n.prompt||
n.name||"Clip without a prompt",n.title,e,n.price,n.backend==="sandbox"&&"sandbox",t,n.winner&&"winner",O(n)].filter(Boolean).join(", ")}function O(n){return n.
state==="open"?"In progress":n.state!=="done"?{failed:"Failed",cancelled:"Cancelled",uncertain:"Unknown"}[n.state]:n.deleted?"Deleted":n.there?"":"File was move\
d"}var L=class{constructor(t,e){let{h:s,scope:i}=t;this.ctx=t,this.act=e,this.rows=new Map,this.cards=new Map,this.days=new Map,this.chosen=new Map,this.current=
0,this.anchor=0,this.groups=[],this.stopVideo=null,this.list=s("div.kw-g-list",{role:"listbox","aria-multiselectable":"true","aria-label":"Clips","data-lm-suppr\
ess-shortcuts":"true"}),this.el=s("div.kw-g-scroll",{onscroll:()=>this.paintSoon()},this.list);let o=(a,r)=>this.list.addEventListener(a,r,{signal:t.signal});o(
"click",a=>this.click(a)),o("mousedown",a=>a.target.closest(".kw-g-tick")&&a.preventDefault()),o("keydown",a=>this.key(a)),o("focusin",a=>this.indexOf(a)>=0&&this.
setCurrent(this.indexOf(a))),o("pointerover",a=>a.pointerType==="mouse"&&this.hover(this.indexOf(a))),o("pointerleave",()=>this.hover(-1));let l=new ResizeObserver(
()=>this.resize());l.observe(this.el),i.onEnd(()=>l.disconnect()),this.layout=U([],300),this.opened=!1}set(t,e){let s=t.reduce((i,[,o])=>i+o,0);this.groups=t,this.
hover(-1);for(let[i,o]of this.rows)e&&i<s?o.old=!0:this.drop(i);e||(this.current=this.anchor=0),this.resize(e?this.el.scrollTop:0),this.current=Math.min(this.current,
Math.max(0,this.layout.total-1));for(let i of this.cards.keys())this.fill(i);this.paint(),this.ask()}resize(t=null){let e=this.list.clientWidth;if(!e)return;let s=t===
null&&this.layout.lines.length?T(F(this.layout,this.el.scrollTop,this.el.scrollTop+1))[0]:-1;this.layout=U(this.groups,e),this.list.style.height=`${this.layout.
height}px`,t!==null?this.el.scrollTop=t:s>0&&this.el.scrollTop>0&&(this.el.scrollTop=A(this.layout,s)?.top??0);for(let[i,o]of[...this.cards])i<this.layout.total?
this.place(i,o):this.take(i);this.paint()}paintSoon(){this.frame||=requestAnimationFrame(()=>{this.frame=0,this.ctx.signal.aborted||this.paint()})}seen(){return F(
this.layout,this.el.scrollTop-lt,this.el.scrollTop+this.el.clientHeight+lt)}paint(){let t=this.seen(),[e,s]=T(t),i=this.list.contains(this.ctx.active())?this.current:
-1;for(let o of[...this.cards.keys()])(o<e||o>=s)&&o!==i&&this.take(o);for(let o=e;o<s;o++)this.cards.has(o)||this.deal(o);this.paintDays(t),!this.cards.has(this.
current)&&s>e&&(this.cards.get(e).tabIndex=0),this.stopAsking?.(),V(o=>this.isFresh(o),[e,s])&&(this.stopAsking=this.ctx.scope.later(()=>this.ask(),bt))}paintDays(t){
let e=t.filter(s=>s.start===s.end);for(let[s,i]of this.days)e.some(o=>o.day===s)||(i.remove(),this.days.delete(s));for(let s of e){let i=this.days.get(s.day);i||
(i=this.ctx.h("div.kw-g-day",{role:"presentation"},this.ctx.h("span",null,rt(s.day,at(new Date))),this.ctx.h("span.kw-dim",null,String(s.count))),this.days.set(
s.day,i),this.list.append(i)),i.style.transform=`translateY(${s.top}px)`}}ask(){let t=V(e=>this.isFresh(e),T(this.seen()));t&&this.act.page(...t)}put(t,e,s){let i=[
...s];e.forEach((r,c)=>{this.drop(t+c);let h=r.poster?this.ctx.scope.hold(new Blob([i.shift()],{type:"image/jpeg"})):{href:"",free(){}};this.rows.set(t+c,{row:r,
...h}),this.chosen.has(r.key)&&this.chosen.set(r.key,r),this.cards.has(t+c)&&this.fill(t+c)});let[o,l]=T(this.seen()),a=[...this.rows.keys()].filter(r=>r<o||r>=
l).sort((r,c)=>Math.abs(c-o)-Math.abs(r-o));for(let r of a.slice(0,Math.max(0,this.rows.size-xt)))this.drop(r);this.ask()}update(t){for(let[e,s]of this.rows)s.row.
key===t.key&&(s.row={...s.row,...t},this.cards.has(e)&&this.fill(e))}isFresh(t){return this.rows.has(t)&&!this.rows.get(t).old}drop(t){this.rows.get(t)?.free(),
this.rows.delete(t)}row(t){return this.rows.get(t)?.row||null}deal(t){let{h:e}=this.ctx,s=e("div.kw-g-card",{role:"option",tabindex:t===this.current?0:-1,"aria-\
posinset":t+1,"data-index":t},e("div.kw-g-pic",null),e("p.kw-g-prompt"),e("p.kw-g-meta"));this.place(t,s),this.cards.set(t,s);let i=[...this.list.children].find(
o=>Number(o.dataset.index)>t);this.list.insertBefore(s,i||null),this.fill(t)}place(t,e){let{wide:s,high:i,gap:o,total:l}=this.layout,a=A(this.layout,t);e.style.
cssText=`width:${s}px;height:${i}px;transform:translate(${(t-a.start)*(s+o)}px,${a.top}px)`,e.setAttribute("aria-setsize",String(l))}take(t){this.playing===t&&this.
hover(-1),this.cards.get(t).querySelector("video")?.removeAttribute("src"),this.cards.get(t).remove(),this.cards.delete(t)}fill(t){let{h:e}=this.ctx,s=this.cards.
get(t),i=this.rows.get(t),[o,l,a]=s.children;if(!i){s.setAttribute("aria-label","Loading");for(let u of s.children)u.replaceChildren();return}let{row:r,href:c}=i;
this.playing===t&&this.hover(-1);let h=O(r);s.setAttribute("aria-label",Mt(r)),s.classList.toggle("kw-g-dull",!!h),o.replaceChildren(this.thumbnail(r,c),e("span\
.kw-g-tick",{"aria-hidden":"true",title:"Select"},y("check")),r.backend==="sandbox"&&e("span.kw-badge.kw-g-badge",null,"sandbox")||"",h&&e("span.kw-g-state",null,
h)||""),d(l,r.prompt||r.name||"(no prompt)"),l.title=r.prompt,a.replaceChildren(e("span.kw-g-facts",null,[r.title,r.length&&`${r.length} s`,r.price].filter(Boolean).
join(" · ")),r.winner&&e("span.kw-g-win",null,"winner")||"",r.rating&&e("span.kw-g-rated",null,"★".repeat(r.rating))||""),this.paintSelected(t)}thumbnail(t,e){
let{h:s}=this.ctx;if(e)return s("img.kw-g-thumbnail",{src:e,alt:"",draggable:"false"});let i=t.there&&R(this.ctx,t.url);return i?s("video.kw-g-thumbnail",{src:`${i}\
#t=0.1`,muted:!0,preload:"metadata",playsinline:!0,tabindex:-1,"aria-hidden":"true"}):y("picture")}paintSelected(t){let e=this.chosen.has(this.row(t)?.key),s=this.
cards.get(t);s.setAttribute("aria-selected",String(e)),s.classList.toggle("kw-g-current",t===this.current&&this.opened)}indexOf(t){let e=t.target.closest?.(".kw\
-g-card");return e?Number(e.dataset.index):-1}setCurrent(t){let e=this.current;this.current=t;for(let[s,i]of this.cards)i.tabIndex=s===t?0:-1;for(let s of[e,t])
this.cards.has(s)&&this.paintSelected(s);this.row(t)&&this.act.current(this.row(t))}goTo(t){let e=A(this.layout,t);e&&(this.el.scrollTop=ot(e,this.el.scrollTop,
this.el.clientHeight),this.cards.has(t)||this.deal(t),this.cards.get(t).focus({preventScroll:!0}),this.paint())}select(t,e){let s=this.row(t);if(s){if(e==="rang\
e")for(let i=Math.min(this.anchor,t);i<=Math.max(this.anchor,t);i++)this.row(i)&&this.chosen.set(this.row(i).key,this.row(i));else this.chosen.delete(s.key)||this.
chosen.set(s.key,s);e!=="range"&&(this.anchor=t),this.tell()}}clear(t=[...this.chosen.keys()]){for(let e of t)this.chosen.delete(e);this.tell()}tell(){this.list.
classList.toggle("kw-g-choosing",this.chosen.size>0);for(let t of this.cards.keys())this.paintSelected(t);this.act.selected([...this.chosen.values()])}click(t){
let e=this.indexOf(t);if(!(e<0)){if(t.shiftKey)return this.select(e,"range");if(t.ctrlKey||t.metaKey||t.target.closest(".kw-g-tick"))return this.select(e);this.
anchor=e,this.goTo(e),this.row(e)&&this.act.open(this.row(e))}}key(t){let{key:e}=t;if(t.altKey||t.isComposing||(t.ctrlKey||t.metaKey)&&!["Home","End"].includes(
e))return;let s=this.row(this.current),i=nt(this.layout,this.current,e,this.el.clientHeight),o={Enter:()=>s&&this.act.open(s)," ":()=>this.select(this.current),
Delete:()=>s&&this.act.remove(this.chosen.size?[...this.chosen.values()]:[s]),Escape:()=>this.act.escape(),w:()=>s&&this.act.win(s)};if(o.Backspace=o.Delete,i!==
null)this.goTo(i),t.shiftKey&&this.select(i,"range");else if(/^[0-5]$/.test(e))s&&this.act.rate(s,Number(e));else if(!o[e]||o[e]()===!1)return;t.preventDefault(),
t.stopPropagation()}hover(t){if(t===this.playing)return;this.playing=t,this.stopWaiting?.(),this.stopVideo?.(),this.stopVideo=this.stopWaiting=null;let e=this.row(
t);!e||!e.there||e.deleted||x()||(this.stopWaiting=this.ctx.scope.later(()=>this.play(t,e),vt))}play(t,e){let s=document.createElement("video");s.className="kw-\
g-thumbnail kw-g-hover-video",Object.assign(s,{muted:!0,loop:!0,playsInline:!0,autoplay:!0,tabIndex:-1}),s.setAttribute("aria-hidden","true"),s.onplaying=()=>s.
classList.add("kw-g-plays");let i=E(this.ctx,s,e);this.cards.get(t)?.firstChild.append(s),this.stopVideo=()=>(i(),s.remove())}end(){this.hover(-1),cancelAnimationFrame(
this.frame||0);for(let t of[...this.rows.keys()])this.drop(t);for(let t of[...this.cards.keys()])this.take(t)}};var D=class{constructor(t,e){this.ctx=t,this.act=e,this.row=null,this.asked=0,this.stopVideo=null,this.rating=et(t.h,{rate:s=>e.rate(this.row,s),win:()=>e.win(this.
row)}),this.use=_(t,{key:()=>this.row?.key,linked:()=>e.linked()}),this.build()}build(){let{h:t}=this.ctx;this.stage=t("div.kw-g-stage"),this.prompt=t("p.kw-g-f\
ull-prompt",{tabindex:0,"data-lm-suppress-shortcuts":"true",role:"group","aria-label":"Prompt"}),this.badge=t("span.kw-badge",null,"sandbox"),this.facts=t("span"),
this.when=t("p.kw-dim"),this.trouble=t("p.kw-message.kw-error",{role:"status"}),this.note=t("p.kw-message"),this.judge=t("div.kw-line.kw-g-line",null,this.rating.
stars,this.rating.winner),this.path=t("code.kw-path");let e=M(this.ctx,"Copy path",()=>this.row.path);this.look=t("button.kw-button",{onclick:()=>this.act.look(
this.row)},"Look again"),this.remove=t("button.kw-link",{onclick:()=>this.act.remove([this.row])},"Delete"),this.restore=t("button.kw-button",{onclick:()=>this.
act.restore([this.row.key])},"Restore"),this.file=t("p.kw-g-file",null,this.path," ",e),this.el=t("aside.kw-g-inspector",{hidden:!0,"aria-label":"Clip",onkeydown:s=>s.
key==="Escape"&&(s.stopPropagation(),this.act.shut())},t("button.kw-tool.kw-g-shut",{"aria-label":"Close",onclick:()=>this.act.shut()},y("close")),this.stage,t(
"div.kw-stack.kw-g-about",null,this.prompt,t("p.kw-line.kw-g-line",null,this.badge,this.facts),this.when,this.trouble,this.judge,this.note,this.file,t("div.kw-l\
ine.kw-g-line",null,this.look,this.restore),t("div.kw-line",null,this.use.toggle,this.remove),this.use.el))}async show(t){let e=this.row?.key!==t.key;if(this.row=
t,this.el.hidden=!1,e){this.stopVideo?.(),this.stopVideo=null,this.stage.replaceChildren(),this.use.close();for(let o of[this.when,this.facts,this.note])d(o,"");
this.use.setCall("")}this.paint(t);let s=++this.asked,i=await this.ctx.channel.request("details",{key:t.key});if(!(s!==this.asked||this.ctx.signal.aborted)){if(i.
kind!=="details")return d(this.trouble,i.message||"");this.row=i.row,this.paintDetails(i),this.paint(i.row),this.stopVideo||this.paintVideo(i.row)}}update(t){if(this.
el.hidden||this.row?.key!==t.key)return;let e=this.row.there!==t.there||this.row.deleted!==t.deleted;this.row={...this.row,...t},e?this.show(this.row):this.paint(
this.row)}paint(t){d(this.prompt,t.prompt||"(no prompt)"),this.badge.hidden=t.backend!=="sandbox",this.rating.paint(t.rating,t.winner);let e=t.state==="done"&&!t.
there&&!t.deleted;this.judge.hidden=t.state!=="done",this.look.hidden=!e,this.restore.hidden=!t.deleted,this.remove.hidden=t.deleted||t.state==="open",this.file.
hidden=!t.path,d(this.path,t.path),this.path.title=t.path,e?d(this.trouble,"The file is missing: it was moved or renamed."):t.state==="done"&&d(this.trouble,"")}paintDetails({
row:t,prompt:e,facts:s,seconds:i,message:o,note:l,call:a,trash:r}){this.row={...t,prompt:e},t.prompt=e,d(this.facts,[s,t.price].filter(Boolean).join(" · ")),d(
this.when,[tt(t.at*1e3),i&&`made in ${Q(i)}`].filter(Boolean).join(" · ")),d(this.note,l&&`Note: ${l}`),this.note.hidden=!l,t.state!=="done"&&d(this.trouble,o||
`${O(t)}.`),r&&d(this.when,`Deleted. Its file is in ${r}`),this.use.setCall(a)}paintVideo(t){let{h:e}=this.ctx;if(this.stage.hidden=!t.there||t.deleted,this.stage.
hidden)return;let s=e("p.kw-g-say",{role:"status"}),i=e("video.kw-g-video",{controls:!0,loop:!0,muted:!0,playsinline:!0,autoplay:!x(),preload:"metadata","aria-l\
abel":`Clip: ${t.prompt||t.name}`});this.stage.replaceChildren(i,s),this.stopVideo=E(this.ctx,i,t,{say:o=>d(s,o)})}shut(){this.asked++,this.stopVideo?.(),this.stopVideo=
null,this.row=null,this.stage.replaceChildren(),this.el.hidden=!0}};var Tt=2e3,St=160,q=class{constructor(t){let{model:e,h:s}=t;this.ctx=t,this.asked=0,this.found=null,this.receivedAt=Date.now(),this.filters=Z(t,()=>this.find());
let i={page:(o,l)=>this.page(o,l),current:o=>this.follow(o),open:o=>this.open(o),selected:o=>this.paintSelection(o),rate:(o,l)=>this.change("annotate",{key:o.key,
rating:o.rating===l?0:l}),win:o=>this.change("annotate",{key:o.key,winner:!o.winner}),look:o=>this.change("look",{key:o.key}),remove:o=>this.remove(o),restore:o=>this.
restore(o),escape:()=>this.escape(),shut:()=>this.shut(),linked:()=>e.get("_linked")};this.grid=new L(t,i),this.inspector=new D(t,i),this.el=this.layout(s)}layout(t){
let e=(s,i)=>t("button.kw-link",{onclick:i},s);return this.count=t("span.kw-dim.kw-g-count",{role:"status"}),this.empty=t("p.kw-dim.kw-g-none",{hidden:!0}),this.
reset=e("Show all",()=>this.filters.reset()),this.compare=t("button.kw-button",{onclick:()=>this.showComparison()},"Compare selected"),this.picked=t("span"),this.
selection=t("div.kw-line.kw-g-bar",{hidden:!0,role:"group","aria-label":"Selected"},this.picked,this.compare,e("Delete",()=>this.remove([...this.grid.chosen.values()])),
e("Clear",()=>this.grid.clear())),this.message=t("span",{role:"status"}),this.undo=e("Undo",()=>this.undoing&&this.restore(this.undoing)),this.copy=M(this.ctx,"\
Copy call",()=>this.calling),this.notice=t("div.kw-line.kw-g-bar",{hidden:!0},this.message,this.undo,this.copy,e("Dismiss",()=>this.notice.hidden=!0)),t("sectio\
n.kw.kw-gallery",{"aria-label":"Gallery",onpointerenter:()=>this.comeBack(),onfocusin:()=>this.comeBack()},t("div.kw-stack.kw-g-head",null,this.filters.el,this.
count),t("div.kw-stack.kw-g-body",null,t("div.kw-g-main",null,t("div.kw-g-none-line",null,this.empty,this.reset),this.grid.el,this.selection,this.notice),this.inspector.
el))}start(){this.ctx.channel.on("problem",({message:t})=>this.say(t)),Y(this.ctx.model,this.ctx.scope,["_linked"],()=>this.inspector.use.close()),d(this.count,
"Looking for clips"),this.reset.hidden=!0,P(this.ctx.scope,()=>this.find(),()=>this.found)}end(){this.inspector.shut(),this.grid.end()}async find(t=!1){let e=++this.
asked,s=Intl.DateTimeFormat().resolvedOptions().timeZone||"",i=await this.ctx.channel.request("find",{...this.filters.query(),zone:s});if(!(e!==this.asked||this.
ctx.signal.aborted)){if(this.receivedAt=Date.now(),i.kind!=="found")return this.say(i.message);this.found=i,this.filters.paint(i.facets),this.paintCount(i),this.
grid.set(i.groups,t),i.notice&&this.say(i.notice)}}paintCount({total:t,facets:e}){let s=this.filters.isNarrow(),i=r=>`${r.toLocaleString("en")} ${r===1?"clip":"\
clips"}`,{failed:o,deleted:l}=this.filters.query(),a=o?"without a clip":l?"deleted":"";d(this.count,a?`${t.toLocaleString("en")} ${a}`:s?`${t.toLocaleString("en")}\
 of ${i(e.all)}`:i(t)),this.empty.hidden=t>0,this.reset.hidden=t>0||!s,this.grid.el.hidden=t===0,d(this.empty,s?"No clip matches.":"No clips yet. Create one wit\
h krea.Animate().")}async page(t,e){let{serial:s}=this.found;if(this.paging===`${s} ${t} ${e}`)return;this.paging=`${s} ${t} ${e}`;let i=await this.ctx.channel.
request("page",{serial:s,start:t,end:e});if(this.paging="",!(this.ctx.signal.aborted||this.found.serial!==s)){if(i.kind==="changed")return this.find(!0);if(i.kind!==
"rows")return this.say(i.message);this.grid.put(i.start,i.rows,i.parts)}}async comeBack(){let t=Date.now()-this.receivedAt;if(this.receivedAt=Date.now(),t<Tt||!this.
found)return;(await this.ctx.channel.request("fresh",{version:this.found.version})).kind==="changed"&&!this.ctx.signal.aborted&&this.find(!0)}open(t){this.grid.
opened=!0,this.grid.setCurrent(this.grid.current),this.inspector.show(t)}follow(t){this.stopFollowing?.(),!this.inspector.el.hidden&&this.inspector.row?.key!==t.
key&&(this.stopFollowing=this.ctx.scope.later(()=>!this.inspector.el.hidden&&this.inspector.show(t),St))}shut(){this.grid.opened=!1,this.inspector.shut(),this.grid.
goTo(this.grid.current)}escape(){return this.inspector.el.hidden?this.grid.chosen.size?this.grid.clear():!1:this.shut()}async change(t,e){let s=await this.ctx.channel.
request(t,e);(s.kind==="problem"||s.message)&&this.say(s.message),this.take(s.rows||[])}take(t){for(let e of t)this.grid.update(e),this.inspector.update(e)}async remove(t){
let e=t.filter(i=>!i.deleted).map(i=>i.key);if(!e.length)return;let s=await this.ctx.channel.request("delete",{keys:e});if(s.kind!=="deleted")return this.say(s.
message);s.keys.length&&(this.grid.clear(s.keys),s.keys.includes(this.inspector.row?.key)&&this.shut(),this.say(`Deleted ${s.keys.length===1?"1 clip":`${s.keys.
length} clips`}.`,{undo:s.keys}),await this.find(!0),this.grid.layout.total&&this.ctx.page.activeElement===this.ctx.page.body&&this.grid.goTo(this.grid.current))}async restore(t){
let e=await this.ctx.channel.request("restore",{keys:t});this.say(e.kind==="problem"?e.message:`Restored ${t.length===1?"1 clip":`${t.length} clips`}.`),t.includes(
this.inspector.row?.key)&&this.shut(),this.find(!0)}paintSelection(t){this.selection.hidden=t.length===0;let e=t.filter(s=>s.there&&!s.deleted).length;this.compare.
disabled=t.length<2||t.length>4||e<t.length,d(this.picked,`${t.length} selected`),this.compare.title=this.compare.disabled?"Select two to four clips that are on\
 disk":"",this.ctx.channel.send("select",{keys:t.map(s=>s.key)})}async showComparison(){let t=await this.ctx.channel.request("compare",{keys:[...this.grid.chosen.
keys()]});if(t.kind==="problem")return this.say(t.message);this.say(t.shown?"The comparison is shown below.":"To compare them, run this call in a cell.",{call:t.
call})}say(t,{undo:e=null,call:s=""}={}){d(this.message,t||""),this.notice.hidden=!t,this.undoing=e,this.calling=s,this.undo.hidden=!e,this.copy.hidden=!s}},$t=n=>J(
n,t=>new q(t)),ke={render:$t};export{ke as default};
