using System.Reflection;
using System.Runtime.Loader;

namespace ProductSpace.Pair.Host;

/// <summary>One build of the engine with what it needs, apart from the other; the contract is shared.</summary>
internal sealed class EngineContext(string folder) : AssemblyLoadContext
{
    public static IEngine Open(string folder, string snapshot)
    {
        EngineContext context = new(Path.GetFullPath(folder));
        Assembly driver = context.LoadFromAssemblyPath(Path.Combine(Path.GetFullPath(folder), "ProductSpace.Pair.Driver.dll"));
        IEngine engine = (IEngine)Activator.CreateInstance(driver.GetType("ProductSpace.Pair.Engine", throwOnError: true)!)!;
        engine.Open(snapshot);
        return engine;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(folder, assemblyName.Name + ".dll");
        return assemblyName.Name == "ProductSpace.Pair.Contract" || !File.Exists(path) ? null : LoadFromAssemblyPath(path);
    }
}
