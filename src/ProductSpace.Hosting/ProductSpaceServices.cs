using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ProductSpace.Hosting.DependencyInjection;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Shops;
using ProductSpace.Hosting.Telemetry;
using ProductSpace.Memory;

namespace ProductSpace.Hosting;

/// <summary>
/// Adds shops to a host: injected as <see cref="ProductShop"/>, opened before the host takes requests, closed at its
/// end.
/// </summary>
public static class ProductSpaceServices
{
    private const string HealthName = "productspace";

    /// <summary>Adds the only shop of a process: injected as <see cref="ProductShop"/>.</summary>
    /// <exception cref="InvalidOperationException">The shop was added before.</exception>
    public static IServiceCollection AddProductSpace(this IServiceCollection services, Action<ShopOptions> configure) =>
        services.AddProductSpace(Options.DefaultName, configure);

    /// <summary>Adds the only shop of a process by a section of the configuration; unknown keys are refused.</summary>
    /// <exception cref="InvalidOperationException">The shop was added before.</exception>
    public static IServiceCollection AddProductSpace(this IServiceCollection services, IConfiguration section) =>
        services.AddProductSpace(Options.DefaultName, section);

    /// <summary>
    /// Adds one of several shops: injected as <see cref="ProductShop"/> with <c>[FromKeyedServices(name)]</c>.
    /// </summary>
    /// <param name="services">Receives the shop.</param>
    /// <param name="name">Key of the shop, and its name in metrics and health.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="InvalidOperationException">A shop of that name was added before.</exception>
    public static IServiceCollection AddProductSpace(
        this IServiceCollection services, string name, Action<ShopOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddShop(services, name).Configure(configure);
        return services;
    }

    /// <summary>Adds one of several shops by a section of the configuration; unknown keys are refused.</summary>
    /// <param name="services">Receives the shop.</param>
    /// <param name="name">Key of the shop, and its name in metrics and health.</param>
    /// <param name="section">Its keys are the names of <see cref="ShopOptions"/>.</param>
    /// <exception cref="InvalidOperationException">A shop of that name was added before.</exception>
    public static IServiceCollection AddProductSpace(
        this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        AddShop(services, name).Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

    /// <summary>Adds many shops below one root, opened on demand: injected as <see cref="ProductShops"/>.</summary>
    public static IServiceCollection AddProductShops(
        this IServiceCollection services, Action<ManyShopsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddManyShops(services).Configure(configure);
        return services;
    }

    /// <summary>Adds many shops by a section of the configuration; unknown keys are refused.</summary>
    public static IServiceCollection AddProductShops(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        AddManyShops(services).Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

    /// <summary>
    /// Adds the health of a shop that was added by AddProductSpace: unhealthy if it is not open; degraded if it stays
    /// on an older generation, or on one older than <see cref="ShopOptions.MaxGenerationAge"/>. The data say which
    /// generation answers, its age, and how it was checked.
    /// </summary>
    public static IHealthChecksBuilder AddProductSpace(
        this IHealthChecksBuilder builder, string? shop = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string key = shop ?? Options.DefaultName;
        return builder.Add(new HealthCheckRegistration(
            shop is null ? HealthName : $"{HealthName}:{shop}",
            provider => new ShopHealthCheck(() => Read(Find(provider, key))),
            failureStatus: null,
            tags));
    }

    /// <summary>
    /// Adds the health of many shops: degraded if one cannot be opened, or stays on an older generation.
    /// </summary>
    public static IHealthChecksBuilder AddProductShops(
        this IHealthChecksBuilder builder, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            $"{HealthName}:shops",
            provider => new ManyShopsHealthCheck(() => provider.GetRequiredService<ProductShops>().Status),
            failureStatus: null,
            tags));
    }

    private static OptionsBuilder<ShopOptions> AddShop(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        if (services.Any(service => service.ImplementationInstance is ShopRegistration other && other.Name == name))
        {
            throw new InvalidOperationException(
                $"shop \"{ShopRegistration.DisplayName(name)}\" was added before; "
                + "give each call of AddProductSpace a name of its own");
        }

        services.AddSingleton(new ShopRegistration(
            name, provider => Find(provider, name).EnsureOpen(), provider => Find(provider, name).Dispose()));
        if (name == Options.DefaultName)
        {
            services.AddSingleton(provider => Create(provider, name));
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => Create(provider, name));
        }

        AddSharedServices(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ShopService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ShopOptions>, ShopOptionsValidator>());
        return services.AddOptions<ShopOptions>(name).ValidateOnStart();
    }

    private static OptionsBuilder<ManyShopsOptions> AddManyShops(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddSharedServices(services);
        services.TryAddSingleton(provider => new ProductShops(
            provider.GetRequiredService<IOptions<ManyShopsOptions>>().Value,
            provider.GetRequiredService<SharedShopServices>()));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<ManyShopsOptions>, ShopOptionsValidator>());
        return services.AddOptions<ManyShopsOptions>().ValidateOnStart();
    }

    private static ProductShop Create(IServiceProvider provider, string name) => new(
        ShopRegistration.DisplayName(name),
        provider.GetRequiredService<IOptionsMonitor<ShopOptions>>().Get(name),
        provider.GetRequiredService<SharedShopServices>());

    private static (ShopStatus Status, ShopOptions Options) Read(ProductShop shop) => (shop.Status, shop.Options);

    private static ProductShop Find(IServiceProvider provider, string name) => name == Options.DefaultName
        ? provider.GetRequiredService<ProductShop>()
        : provider.GetRequiredKeyedService<ProductShop>(name);

    /// <summary>
    /// Adds what shops share: the thread of live recall ends with the container, the meter with its factory.
    /// </summary>
    private static void AddSharedServices(IServiceCollection services)
    {
        services.TryAddSingleton<LiveRecallThread>();
        services.TryAddSingleton(provider => new SharedShopServices(
            new ShopMetrics(provider.GetService<IMeterFactory>()),
            provider.GetRequiredService<LiveRecallThread>(),
            SystemFiles.Instance));
    }
}
