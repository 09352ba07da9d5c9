using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>A shop that was added to a container of services; its name is the key, empty for the one without.</summary>
internal sealed record AddedShop(string Name)
{
    private const string Unnamed = "default";

    public static string DisplayName(string? name) => string.IsNullOrEmpty(name) ? Unnamed : name;

    public ProductShop In(IServiceProvider services) =>
        Name == Options.DefaultName ? services.GetRequiredService<ProductShop>() : services.GetRequiredKeyedService<ProductShop>(Name);
}
