using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ProductSpace.Hosting.DependencyInjection;

namespace ProductSpace.Hosting;

/// <summary>
/// Adds a shop to a host by the name of a connection string, as clients of databases are added: the shop, its options
/// from the configuration, and its health check in one call.
/// </summary>
public static class ProductSpaceHosts
{
    private const string SectionName = "ProductSpace";

    /// <summary>
    /// Adds the only shop of a process: injected as <see cref="ProductShop"/>. Its folder is the connection string
    /// <c>ConnectionStrings:name</c>: a path, or <c>Directory=path;Mode=Warm;UseDelta=true</c> with names of
    /// <see cref="ShopOptions"/>. Before it, the section <c>ProductSpace:name</c> is read; after it,
    /// <paramref name="configure"/> is called. The shop's health check is added too.
    /// </summary>
    /// <param name="builder">Builder of the host.</param>
    /// <param name="connectionName">Name of the connection string, such as "catalog".</param>
    /// <param name="configure">Sets options last; null to set none.</param>
    /// <exception cref="InvalidOperationException">
    /// There is neither a connection string nor a section of that name, or the shop was added before.
    /// </exception>
    /// <exception cref="FormatException">The connection string is malformed; the message says where.</exception>
    public static IHostApplicationBuilder AddProductSpace(
        this IHostApplicationBuilder builder, string connectionName, Action<ShopOptions>? configure = null) =>
        Add(builder, Options.DefaultName, connectionName, configure);

    /// <summary>
    /// Adds one of several shops by a connection string, as <see cref="AddProductSpace"/> does: injected as
    /// <see cref="ProductShop"/> with <c>[FromKeyedServices(name)]</c>.
    /// </summary>
    /// <param name="builder">Builder of the host.</param>
    /// <param name="name">Key of the shop, its name in metrics and health, and that of the connection string.</param>
    /// <param name="configure">Sets options last; null to set none.</param>
    /// <exception cref="InvalidOperationException">
    /// There is neither a connection string nor a section of that name, or the shop was added before.
    /// </exception>
    /// <exception cref="FormatException">The connection string is malformed; the message says where.</exception>
    public static IHostApplicationBuilder AddKeyedProductSpace(
        this IHostApplicationBuilder builder, string name, Action<ShopOptions>? configure = null) =>
        Add(builder, name, name, configure);

    private static IHostApplicationBuilder Add(
        IHostApplicationBuilder builder, string shop, string connectionName, Action<ShopOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        IConfigurationSection section = builder.Configuration.GetSection(SectionName).GetSection(connectionName);
        string? text = builder.Configuration.GetConnectionString(connectionName);
        if (text is null && !section.Exists())
        {
            throw new InvalidOperationException(
                $"there is no connection string \"{connectionName}\"; set ConnectionStrings:{connectionName} to the "
                + "folder that `productspace publish` writes");
        }

        IConfigurationSection given = ConnectionText.Parse(connectionName, text ?? string.Empty);
        builder.Services.AddProductSpace(shop, section);
        builder.Services.AddOptions<ShopOptions>(shop)
            .Bind(given, binder => binder.ErrorOnUnknownConfiguration = true)
            .Configure(options => configure?.Invoke(options));
        builder.Services.AddHealthChecks().AddProductSpace(shop == Options.DefaultName ? null : shop);
        return builder;
    }
}
