/* made by "npm run build" from sources 89550ec9323c979e */
function o({model:e}){e.on("msg:custom",({id:i,data:n})=>{for(let{outputs:a}of e.widget_manager?.context?.model?.cells??[])for(let t=0;t<(a?.length??0);t++)a.get(t).metadata.krea_widgets===i&&a.set(t,{output_type:"display_data",data:n,metadata:{krea_widgets:i}})}),e.send({kind:"page"})}var s={initialize:o};export{s as default};
