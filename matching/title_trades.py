"""Words that stand beside titles without being one: qualifiers, other trades, words of daily life."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Places, kinds of hire, unions: stripped wherever they stand.
SOFT = _words("""
    gdl guadalajara pvr vallarta puerto cdmx mexico mexican jalisco tequila chapala tlaquepaque zapopan
    mty monterrey tijuana oaxaca cancun us usa uk mx local locals foraneo dailies daily day days player
    players additional adicional adicionales eventual weekly freelance freelancer free lance junior jr
    senior sr bloque block ep episodio episodios episode episodes temporada season main principal iatse
    stpc stic anda dga pga icg satam amc sindicato llamado llamados bilingue bilingual
""")
# Of these, words that are part of a few roles' names ("Maquillista principal"): stripped last.
NAMING_SOFT = _words("""
    principal main additional adicional adicionales daily dailies junior jr senior sr
""")
# Words that may follow a title without changing the role: languages, cars, gear, products, time.
BENIGN = SOFT | _words("""
    english ingles spanish espanol onset basecamp base foro loc locacion set shoot rodaje filmacion cine
    film movie tv serie series pelicula comercial comerciales commercial hd camioneta coche auto moto
    carro  vehiculo propio propia pax alexa arri red venice sony phantom probe mini lf komodo qtake
    remoto remote cliente client producto productos bebidas helados liquidos cosmeticos prelight rig
    scratch semana semanas week weeks dia dias noches nights night bases unit unidad unit2 reshoots
    hombre mujer man woman him her varios varias team crew gang personas persona people
     lite pro
""")
# Words of other trades and of daily life: a title that holds one outside a known alias is none of ours.
OTHER_TRADES = _words("""
    hospital hospitalario hospitalaria clinica clinico clinical dental dentista dentist dentistry banco
    bank banking bancario escuela escolar school primaria secundaria preescolar kinder universidad
    university restaurante restaurant hotel uber taxi taxista ventas sales seguros insurance finanzas
    finance financial fiscal nursing nurse enfermeria futbol football soccer baseball software hardware
    backend frontend developer programmer web scientist scrum owner account accounts marketing cobranza
    telemarketing call center bienes raices estate realtor pizza carne sushi tacos panadero panaderia
    carnicero aviador vuelo flight avion hacienda gobierno municipal federal estatal diputado senador
    presidente embajador policia penalista laboral academico academica becas tesis catequesis iglesia
    parroquia church perros perro dog canina canino mascotas pediatra pediatrico pediatrica pediatricas
    urgencias plastico ginecologo ginecologa medico medica medical internista radiologo social police
    state automotriz almacen bodega supermercado zapatos autos laboratorio lab refrigeracion frigorifico
    agronomo civil industrial sistemas computacion recursos humanos rrhh hr risk wealth warehouse store
    mall garbage salon spa nail ganado rancho aduanal mercante meseros mesero starbucks tape socks shoes internacional
    international regional nacional national carga mudanza pesquero petrolero portuario portuaria agricola aeroportuario
    automotriz corporate corporativo consultorio despacho notaria notario farmacia gimnasio gym maraton radio periodico
    museo orquesta tribunal juzgado aduana aduanas minera naval militar ejercito
""")
# Trades that exist everywhere: alone they name a role, but with an unknown word beside them they name another trade.
EVERYDAY = _words("""
    director direction producer production manager chief coordinator supervisor assistant ayudante
    auxiliar trainee executive operator technician designer editor writer accountant accounting lawyer
    security safety driver electric carpenter painter welder sculptor musician music musical artist
    animal photographer photography photo video interpreter translator teacher coach doctor medic nurse
    chef cook catering office travel transport truck buyer researcher investigador engineer ingeniero
    mechanic mecanic captain diver pilot boat graphic general master key lead head associate barber
    florist veterinarian tailor seamstress stylist estilist receptionist recepcionist secretary
    messenger mensajer cashier cajer guard runner cleaner limpiez construction board art sound composer
    performer logistics accommodation advertising child consultant advisor asesor tutor instructor
    trainer entrenador agent agente officer oficial programador programmer administrator administrador
    analyst analist inspector planta generator lighting light food health salud social media community content
    digital project creative creativ technical tecnic system data line 1st 2nd 3rd jardiner bomber
    plaster yeser herrer soldador sastr costurer enfermer maestr mecan paramedic brigadist property
    house store unit location casting talent model sombrerer zapater public gestor encargad responsabl
    foreman laborer peon aprendiz intern script story scout draper tapicer armer cortiner pintur color
    print post mix mixer boom dolly grip swing hammer spark scenic greens green bb
""")
# Real words one letter away from a title's word: never "corrected".
REAL_WORDS = _words("""
    waiter baker banker barman boxer buy best man minister printer printing ranger dancer singer farmer
    miner porter server walker teacher plumber soldado actor actress actriz autor author motor rector
    doctor lector tractor factor pastor cantor pintura escritura cultura costa costo arena artes corte
    norte fuente puente gente mente lente lentes camino camisa cama casa caso casino castor castillo
    carta cartel sondeo sentido grupo grito gripe group gripa spotify editorial creditor auditor tutor
    monitor visitor actuario notario
""")
