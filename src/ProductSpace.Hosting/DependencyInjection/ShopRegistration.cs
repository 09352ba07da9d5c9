using Microsoft.Extensions.Options;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>A shop of a service container: its name is the key, empty for the shop without one.</summary>
/// <param name="name">Key of the shop.</param>
/// <param name="open">Opens the shop that a container holds.</param>
/// <param name="close">Closes it.</param>
internal sealed class ShopRegistration(string name, Action<IServiceProvider> open, Action<IServiceProvider> close)
{
    public string Name => name;

    public static string DisplayName(string? name) => name is null || name == Options.DefaultName ? "default" : name;

    public void Open(IServiceProvider services) => open(services);

    public void Close(IServiceProvider services) => close(services);
}
